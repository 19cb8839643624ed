import { expect, test } from 'vitest'
import { dayName } from './axis.ts'
import { endedIn, successOf } from './results.ts'

const results = (completed: number, error: number, canceled: number) => ({
  completed,
  error,
  canceled,
  minutes: 0,
})

test('one that a person cancels is no failure', () => {
  expect([endedIn(results(3, 1, 4)), successOf(results(3, 1, 4))]).toEqual([8, 0.75])
  expect(successOf(results(0, 0, 4))).toBeUndefined()
})

test('a day of the server has the same name everywhere', () => {
  expect(dayName('2026-01-18', 'en-GB')).toBe('18 Jan')
})
