import { afterEach, beforeEach, vi } from 'vitest'
import { seedRandom } from './seed-random.ts'
import './load-parts.ts'

/** Noon, because a day that ends during a test changes its figures. */
const NOON = '2026-03-10T12:00:00Z'

/**
 * Replaces `Date` and the timers by virtual ones in each test of the calling file or `describe`,
 * and chance by numbers. Both are the same in each run.
 */
export function useVirtualTime(options?: Parameters<typeof vi.useFakeTimers>[0]): void {
  let random: ReturnType<typeof seedRandom>
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse(NOON), ...options })
    random = seedRandom()
  })
  afterEach(() => {
    random.mockRestore()
    vi.useRealTimers()
  })
}

const LIMIT_MS = 2 * 3600_000
const STEP_MS = 500

/** Advances virtual time until a promise settles, for at most two hours. */
export async function advanceUntilSettled<T>(promise: Promise<T>): Promise<T> {
  const state = { isSettled: false }
  const note = () => void (state.isSettled = true)
  promise.then(note, note)
  for (let ms = 0; ms < LIMIT_MS && !state.isSettled; ms += STEP_MS)
    await vi.advanceTimersByTimeAsync(STEP_MS)
  return await promise
}
