import { expect, it } from 'vitest'
import { type Pace, smoothed } from './pace.ts'

const NONE: Pace = { claimed_at: null, gap_ms: null }

it('measures the time for each task while more wait', () => {
  const first = smoothed(NONE, { count: 1, now: 1_000, hasMore: true })
  expect(first).toEqual({ claimed_at: 1_000, gap_ms: null })
  const second = smoothed(first, { count: 2, now: 5_000, hasMore: true })
  expect(second).toEqual({ claimed_at: 5_000, gap_ms: 2_000 })
  expect(smoothed(second, { count: 1, now: 8_000, hasMore: true }).gap_ms).toBe(2_300)
})

it('does not measure an idle time, and keeps what it knows', () => {
  const last = smoothed({ claimed_at: 0, gap_ms: 500 }, { count: 1, now: 500, hasMore: false })
  expect(last).toEqual({ claimed_at: null, gap_ms: 500 })
  expect(smoothed(last, { count: 1, now: 9_000_000, hasMore: true }).gap_ms).toBe(500)
})

it('goes on with damaged numbers', () => {
  const damaged = { claimed_at: 'x', gap_ms: 'y' } as unknown as Pace
  expect(smoothed(damaged, { count: 1, now: 5, hasMore: true })).toMatchObject({ claimed_at: 5 })
})
