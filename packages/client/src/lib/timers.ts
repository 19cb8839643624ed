/** Milliseconds on a monotonic clock. */
export function now(): number {
  return performance.now()
}

// Above this, setTimeout overflows and fires at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1

// One function for all: a wait without a limit or a signal needs no memory for either.
export const nothing = (): void => {}

/**
 * Calls `then` once after `ms`, however long that is, and never for `Infinity`. Returns a function
 * that cancels the call.
 */
export function after(ms: number, then: () => void): () => void {
  if (ms === Infinity) return nothing
  let timer: ReturnType<typeof setTimeout>
  const arm = (leftMs: number): void => {
    const restMs = leftMs - LONGEST_TIMER_MS
    timer = restMs > 0 ? setTimeout(arm, LONGEST_TIMER_MS, restMs) : setTimeout(then, leftMs)
  }
  arm(Math.max(0, ms))
  return () => clearTimeout(timer)
}

/**
 * Calls `then` with the signal's reason when it aborts. Returns a function that cancels the call.
 * Throws the reason when the signal has aborted already.
 */
export function onAbort(signal: AbortSignal | undefined, then: (reason: unknown) => void): () => void {
  if (!signal) return nothing
  signal.throwIfAborted()
  const listener = (): void => then(signal.reason)
  signal.addEventListener('abort', listener)
  return () => signal.removeEventListener('abort', listener)
}

/** Resolves after `ms`. On abort it rejects at once, with the signal's own reason. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let cancel = nothing
  const over = new Promise<void>((resolve) => (cancel = after(ms, resolve)))
  return unless(signal, over).finally(cancel)
}

/** Awaits a promise. On abort it rejects at once, with the signal's own reason. */
export function unless<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // The promise is handled before the signal is checked, which may throw: an unhandled rejection
    // would end a Node process.
    const settled = promise.then(resolve, reject)
    const forget = onAbort(signal, reject)
    void settled.finally(forget)
  })
}
