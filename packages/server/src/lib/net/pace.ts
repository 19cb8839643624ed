/** How slow a transfer may be before it is given up. */
export interface Pace {
  /** Below that on the average, after `graceMs`, the transfer is given up. Default: 65,536. */
  minBytesPerSecond?: number
  /** Time to connect and to begin, in which nothing need arrive. Default: 60 s. */
  graceMs?: number
  /** The transfer takes no longer than that, however large it is. Default: 4 hours. */
  deadlineMs?: number
}

/** Watches one transfer. */
export interface PaceWatch {
  /** Aborts with a {@link TooSlow} when the transfer is too slow, or with the caller's own reason. */
  signal: AbortSignal
  /** Counts bytes that arrived. */
  add(bytes: number): void
  /** Ends the watch; call it however the transfer ended. */
  stop(): void
}

/** A transfer fell below its pace or ran into its deadline. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow'
}

const CHECK_MS = 1000

/**
 * Starts to watch a transfer. A sender that drips is never silent, so without this it would hold a worker for days. A timer
 * looks, and not each chunk: headers that drip bring no chunk.
 */
export function watchPace(caller: AbortSignal | undefined, pace: Pace = {}): PaceWatch {
  const { minBytesPerSecond = 65_536, graceMs = 60_000, deadlineMs = 4 * 3_600_000 } = pace
  const controller = new AbortController()
  const start = performance.now()
  let received = 0
  const timer = setInterval(check, Math.min(CHECK_MS, graceMs, deadlineMs))

  function check(): void {
    const elapsedMs = performance.now() - start
    if (elapsedMs >= deadlineMs) giveUp(`it took longer than ${Math.round(deadlineMs / 1000)} s.`)
    if (elapsedMs <= graceMs || received >= (elapsedMs / 1000) * minBytesPerSecond) return
    giveUp(`it comes too slowly: less than ${minBytesPerSecond} bytes a second.`)
  }

  function giveUp(why: string): void {
    clearInterval(timer)
    controller.abort(new TooSlow(why))
  }

  return {
    signal: caller ? AbortSignal.any([caller, controller.signal]) : controller.signal,
    add: (bytes) => void (received += bytes),
    stop: () => clearInterval(timer),
  }
}
