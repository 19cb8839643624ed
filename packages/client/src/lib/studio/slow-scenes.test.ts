import { expect, test } from 'vitest'
import { resultTime, sourceTime } from './slow-scenes.ts'

const SCENES = [
  { start: 2, end: 4, factor: 1.1 },
  { start: 4, end: 6, factor: 1.04 },
  { start: 10, end: 20, factor: 1.12 },
]

test('what is slowed makes everything after it later in the result, and each time has its way back', () => {
  const times = [0, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30]
  const result = times.map((seconds) => resultTime(seconds, SCENES))
  const expected = [0, 2, 3.1, 4.2, 5.24, 6.28, 8.28, 10.28, 15.88, 21.48, 31.48]
  result.forEach((seconds, at) => expect(seconds).toBeCloseTo(expected[at] ?? 0))
  result.forEach((seconds, at) => expect(sourceTime(seconds, SCENES)).toBeCloseTo(times[at] ?? 0))
})

test('without slowed scenes the times are the same', () => {
  expect([resultTime(7, []), sourceTime(7, [])]).toEqual([7, 7])
})
