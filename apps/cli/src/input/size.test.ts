import { expect, it } from 'vitest'
import { parseBytes } from './size.ts'

it.each([
  ['1048576', 1_048_576],
  ['500MB', 500_000_000],
  ['2 GiB', 2 ** 31],
  ['1.5g', 1_500_000_000],
  ['0', 0],
])('%s is %i bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes)
})

it.each(['', 'much', '-1', '5 apples', '1e3', 'MB'])('"%s" is refused as a size', (text) => {
  expect(() => parseBytes(text)).toThrow('such as 500MB')
})
