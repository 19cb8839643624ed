import { afterEach, beforeEach, vi } from 'vitest'
import './load-parts.ts'

/**
 * Replaces `Date` and the timers by virtual ones in each test of the calling file or `describe`.
 */
export function useVirtualTime(options?: Parameters<typeof vi.useFakeTimers>[0]): void {
  beforeEach(() => void vi.useFakeTimers(options))
  afterEach(() => void vi.useRealTimers())
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
