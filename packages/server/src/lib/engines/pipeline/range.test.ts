import { expect, test } from 'vitest'
import { parseRange } from './range.ts'

test.each([
  ['0:00-1:00', { start: 0, end: 60 }],
  ['90 - 150.5', { start: 90, end: 150.5 }],
  ['1:02:03-1:05:00', { start: 3723, end: 3900 }],
  ['1:00-0:30', undefined],
  ['1:00', undefined],
  ['a-b', undefined],
])('%s is read as %j', (text, range) => {
  expect(parseRange(text)).toEqual(range)
})
