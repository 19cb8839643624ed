/** Source of time for the simulated engine. Tests use a virtual one. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`, or earlier for the longest timers. An abort rejects with its reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Limit of timers in JavaScript. After an early end the caller sleeps again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Monotonic: a change of the machine's clock does not affect it. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        },
        Math.min(Math.ceil(ms), LONGEST_TIMER_MS),
      )
      signal.addEventListener('abort', onAbort, { once: true })
    }),
}
