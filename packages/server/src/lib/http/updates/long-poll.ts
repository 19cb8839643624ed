import { createWakeSignal } from '../../wake-signal.ts'
import type { Changes } from './changes.ts'

/** How long to wait, and what ends the wait early. */
export interface LongPollOptions {
  waitMs: number
  /** Aborts when the client has disconnected or the server stops. */
  signal: AbortSignal
  /** Milliseconds between two reads of the row, in case an event was lost. Default: 5 s. */
  rereadMs?: number
}

/**
 * Reads the row again after each change until `isEnough`, the time is up or the signal aborts.
 * Resolves with what it read last.
 */
export async function longPoll<T>(
  id: string,
  changes: Changes,
  read: () => Promise<T>,
  isEnough: (value: T) => boolean,
  options: LongPollOptions,
): Promise<T> {
  const deadline = performance.now() + options.waitMs
  const wakeSignal = createWakeSignal()
  const unsubscribe = changes.of(id, wakeSignal.wake)
  options.signal.addEventListener('abort', wakeSignal.wake, { once: true })
  try {
    for (;;) {
      const value = await read()
      const remainingMs = deadline - performance.now()
      if (isEnough(value) || remainingMs <= 0 || options.signal.aborted) return value
      await wakeSignal.wait(Math.min(remainingMs, options.rereadMs ?? 5000))
    }
  } finally {
    unsubscribe()
    options.signal.removeEventListener('abort', wakeSignal.wake)
  }
}
