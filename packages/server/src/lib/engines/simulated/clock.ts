/** Time, as the simulated engine sees it; a test may give its own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after so many milliseconds; rejects at once with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** A timer holds at most 2^31 - 1 ms; the sleeper looks at the clock again and sleeps on. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Begins at the machine's time and moves only as time passes: what plays neither stops nor leaps with a clock that is set. */
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
