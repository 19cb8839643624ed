/** How slow a transfer may be. */
export interface TransferLimits {
  /** Slowest average after `graceMs`. Default: 65,536. */
  minBytesPerSecond?: number
  /** Time to connect and to start, without a minimum of bytes. Default: 60 s. */
  graceMs?: number
  /** Longest time for the whole transfer, regardless of its size. Default: 4 hours. */
  deadlineMs?: number
}

/** Watches one transfer. */
export interface TransferWatch {
  /** Aborts with a {@link TransferTooSlow}, or with the caller's own reason. */
  signal: AbortSignal
  /** Counts received bytes. */
  add(bytes: number): void
  /** Ends the watch. Call it after the transfer, however it ended. */
  stop(): void
}

/** A transfer was too slow or exceeded its deadline. */
export class TransferTooSlow extends Error {
  override readonly name = 'TransferTooSlow'
}

const CHECK_MS = 1000

/**
 * Starts to watch a transfer. A sender that sends a few bytes at a time never runs into a timeout
 * for silence, so it would occupy a worker for days. A timer does the check, because slow headers
 * bring no chunk that could trigger it.
 */
export function watchTransfer(caller: AbortSignal | undefined, limits: TransferLimits = {}): TransferWatch {
  const { minBytesPerSecond = 65_536, graceMs = 60_000, deadlineMs = 4 * 3_600_000 } = limits
  const controller = new AbortController()
  const start = performance.now()
  let received = 0
  const giveUp = (reason: string): void => {
    clearInterval(timer)
    controller.abort(new TransferTooSlow(reason))
  }
  const check = (): void => {
    const elapsedMs = performance.now() - start
    if (elapsedMs >= deadlineMs) giveUp(`it took longer than ${Math.round(deadlineMs / 1000)} s.`)
    if (elapsedMs <= graceMs || received >= (elapsedMs / 1000) * minBytesPerSecond) return
    giveUp(`it is too slow: less than ${minBytesPerSecond} bytes a second.`)
  }
  const timer = setInterval(check, Math.min(CHECK_MS, graceMs, deadlineMs))

  return {
    signal: caller ? AbortSignal.any([caller, controller.signal]) : controller.signal,
    add: (bytes) => void (received += bytes),
    stop: () => clearInterval(timer),
  }
}
