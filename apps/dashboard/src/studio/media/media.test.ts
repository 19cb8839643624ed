import { expect, test } from 'vitest'
import { correctionOf } from './in-step.ts'
import { spokenAt } from './line-at.ts'

test('two videos that drift are brought together unheard within seconds, and far ones at once', () => {
  expect(correctionOf(10, 10.005, 1)).toEqual({ rate: 1 })
  expect(correctionOf(10, 12, 1)).toEqual({ jumpTo: 10 })
  for (const ahead of [0.25, -0.25]) {
    let [leader, follower, seconds] = [10, 10 + ahead, 0]
    while (Math.abs(leader - follower) > 0.04) {
      const correction = correctionOf(leader, follower, 2)
      if (!('rate' in correction)) throw new Error('It jumped.')
      leader += 2 * 0.25
      follower += correction.rate * 0.25
      seconds += 0.25
    }
    expect(seconds).toBeLessThan(2)
  }
})

test('between two lines nothing is said', () => {
  const lines = [0, 4].map((start) => ({ id: `c${start}`, start, end: start + 2 }))
  expect([1, 3, 4.5, 7].map((at) => spokenAt(lines, at)?.id)).toEqual(['c0', undefined, 'c4', undefined])
})
