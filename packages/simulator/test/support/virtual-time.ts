import { afterEach, beforeEach, vi } from 'vitest'

/** Replaces `Date` and the timers by virtual ones in every test of the calling file. */
export function useVirtualTime(): void {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
}

const MAX_SECONDS = 7200

/** Moves virtual time second by second until a promise settles, for at most two hours. */
export async function advanceUntilSettled<T>(promise: Promise<T>): Promise<T> {
  const state = { isSettled: false }
  const note = () => void (state.isSettled = true)
  promise.then(note, note)
  for (let second = 0; second < MAX_SECONDS && !state.isSettled; second++)
    await vi.advanceTimersByTimeAsync(1000)
  return await promise
}
