import { expect, test } from 'vitest'
import { parseDurationMs } from './duration.ts'

test.each([
  ['90', 90_000],
  ['90s', 90_000],
  ['500ms', 500],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['7d', 604_800_000],
  ['1.5h', 5_400_000],
  [' 2M ', 120_000],
])('%s is %i ms', (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected)
})

test.each(['', 'soon', '10x', '10m later', '-5', '0', '0s', 'm10', '9999999999d', '1h 30'])(
  '"%s" is refused as a duration, with examples',
  (text) => {
    expect(() => parseDurationMs(text)).toThrow(/not a duration. Write seconds, or 90s, 10m/)
  },
)
