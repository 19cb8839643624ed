import { after, nothing, onAbort, unless } from '../timers.ts'
import type { Closing } from './closing.ts'

/** Ends an exchange early: on the caller's abort, when the client is closed, or at a time limit. */
export class Limits {
  readonly #controller = new AbortController()
  readonly signal = this.#controller.signal
  readonly #onLate: () => unknown
  #cancelTimer = nothing

  /** `onLate` creates the reason when the time limit is over. */
  constructor(onLate: () => unknown) {
    this.#onLate = onLate
  }

  /**
   * Runs an exchange, and leaves no timer or listener behind. A user's `fetch` may ignore signals.
   */
  async run<T>(
    signal: AbortSignal | undefined,
    onClose: Closing['onClose'] | undefined,
    exchange: () => Promise<T>,
  ): Promise<T> {
    const stop = (reason: unknown): void => this.#controller.abort(reason)
    const forgetClose = onClose?.(stop)
    let forgetSignal = nothing
    try {
      forgetSignal = onAbort(signal, stop)
      return await unless(this.signal, exchange())
    } finally {
      this.#cancelTimer()
      forgetClose?.()
      forgetSignal()
      // An unread body would keep its connection, and the process, alive.
      this.#controller.abort()
    }
  }

  /** Restarts the time limit. */
  allow(ms: number): void {
    this.signal.throwIfAborted()
    this.#cancelTimer()
    this.#cancelTimer = after(ms, () => this.#controller.abort(this.#onLate()))
  }
}
