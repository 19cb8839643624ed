import { expect, it } from 'vitest'
import { type WaitingLine, placeIn } from './places.ts'

const NOON = Date.parse('2026-01-01T12:00:00Z')
const HOUR_MS = 3600_000
const LINE: WaitingLine = {
  positions: new Map([['tr_1', 1], ['tr_3', 3]]), // prettier-ignore
  running: 0,
  maxRunning: Infinity,
  minutesPerDay: undefined,
  isOutOfMinutes: false,
  gapMs: undefined,
  claimedAt: undefined,
}
const place = (line: Partial<WaitingLine>, id = 'tr_3', task: object = {}) =>
  placeIn({ ...LINE, ...line }, id, { kind: 'source', dueAt: 0, ...task }, { steady: 1_000, wall: NOON })

it('says the place in line, and when it starts at the pace of the last claims', () => {
  expect(place({})).toEqual({ reason: 'worker', position: 3, expectedStartMs: undefined })
  expect(place({ gapMs: 60_000, claimedAt: 0 })).toMatchObject({ expectedStartMs: 179_000 })
  expect(place({ gapMs: 100, claimedAt: 0 }, 'tr_1')).toMatchObject({ expectedStartMs: 0 })
  expect(place({ gapMs: 100 }, 'tr_far')).toMatchObject({ position: undefined, expectedStartMs: undefined })
})

it('says which limit a translation waits for', () => {
  const full = { running: 2, maxRunning: 2, gapMs: 1_000 }
  expect(place(full)).toMatchObject({ reason: 'concurrency', limit: 2, position: 3, expectedStartMs: 3_000 })
  const spent = { ...full, isOutOfMinutes: true, minutesPerDay: 90 }
  const untilMidnight = { reason: 'daily_minutes', limit: 90, expectedStartMs: 12 * HOUR_MS }
  expect(place(spent)).toEqual(untilMidnight)
  expect(place(spent, 'tr_3', { kind: 'target' })).toMatchObject({ reason: 'concurrency' })
})

it('says when a failed task is tried again', () => {
  expect(place({}, 'tr_3', { dueAt: 6_000 })).toEqual({ reason: 'retry', expectedStartMs: 5_000 })
})
