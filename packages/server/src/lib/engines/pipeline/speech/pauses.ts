/** A job stands still for no longer at a time. Its process would count as stuck after a minute. */
const MAX_PAUSE_MS = 8_000
/** Then it goes on for this part of the time for which it stood still. */
const REST_SHARE = 0.25

/**
 * Lets a long job stand still while urgent work goes on. Beside urgent work without end, as of an
 * owner who hears line after line, the job gets a fifth of the time.
 */
export function createPauses(job: { pause(): () => void }) {
  let running = 0
  let mayPauseAtMs = -Infinity
  let leave = () => {}
  const pause = (): void => {
    const pausedAtMs = performance.now()
    const resume = job.pause()
    const goOn = () => {
      clearTimeout(timer)
      resume()
      const nowMs = performance.now()
      mayPauseAtMs = nowMs + (nowMs - pausedAtMs) * REST_SHARE
    }
    const timer = setTimeout(() => {
      goOn()
      pauseSoon()
    }, MAX_PAUSE_MS)
    leave = goOn
  }
  const pauseSoon = (): void => {
    const restMs = mayPauseAtMs - performance.now()
    if (restMs <= 0) return pause()
    const timer = setTimeout(pause, restMs)
    leave = () => clearTimeout(timer)
  }
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running++ === 0) pauseSoon()
    try {
      return await work()
    } finally {
      if (--running === 0) leave()
    }
  }
}
