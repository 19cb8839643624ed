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

/** Wakes whoever waits for it. */
export interface Bell {
  ring(): void
  /** Resolves with true when rung, with false when the time is up. */
  wait(timeoutMs: number): Promise<boolean>
}

/** Rung while nobody waits, it wakes the next who does: a change between reading and waiting is not missed. */
export function createBell(): Bell {
  let wake: (() => void) | undefined
  let isRung = false
  return {
    ring() {
      isRung = true
      wake?.()
    },
    async wait(timeoutMs) {
      if (!isRung) await new Promise<void>((resolve) => (wake = wakerOf(resolve, timeoutMs)))
      const wasRung = isRung
      wake = undefined
      isRung = false
      return wasRung
    },
  }
}

function wakerOf(resolve: () => void, timeoutMs: number): () => void {
  const timer = setTimeout(resolve, timeoutMs)
  return () => {
    clearTimeout(timer)
    resolve()
  }
}
