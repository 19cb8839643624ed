import { createBell } from '../../wake-signal.ts'
import type { Changes } from './changes.ts'

/** How long an answer is held, and by what it is released early. */
export interface HoldOptions {
  waitMs: number
  /** The asker went away, or the server stops. */
  signal: AbortSignal
  /** Between two looks at the row, should a hint be lost. Default: 5 s. */
  rereadMs?: number
}

/** Reads again at each change until `isEnough`, the time is up or the signal aborts; then it is what was read last. */
export async function hold<T>(
  id: string,
  changes: Changes,
  read: () => Promise<T>,
  isEnough: (value: T) => boolean,
  options: HoldOptions,
): Promise<T> {
  const deadline = performance.now() + options.waitMs
  const bell = createBell()
  const unsubscribe = changes.of(id, bell.ring)
  options.signal.addEventListener('abort', bell.ring, { once: true })
  try {
    for (;;) {
      const value = await read()
      const remainingMs = deadline - performance.now()
      if (isEnough(value) || remainingMs <= 0 || options.signal.aborted) return value
      await bell.wait(Math.min(remainingMs, options.rereadMs ?? 5000))
    }
  } finally {
    unsubscribe()
    options.signal.removeEventListener('abort', bell.ring)
  }
}
