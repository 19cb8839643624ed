import { after, nothing, now } from '../timers.ts'

// Timers stop while a laptop sleeps, and so may `performance.now()`. The wall clock is compared
// with it this often.
const CHECK_MS = 15_000
const JUMP_MS = 5_000
// Timers of a hidden page fire once a minute, which is no sleep.
const ASLEEP_MS = 120_000

/** One timer for all polls. It also detects that the machine slept. */
export class WakeTimer {
  readonly #onDue: () => void
  readonly #onJump: () => void
  #atMs = Infinity
  #isArmed = false
  /** The time of the last comparison of the clocks, and their offset then. */
  #checkedMs = Infinity
  #offsetMs = 0
  #cancel = nothing

  constructor(onDue: () => void, onJump: () => void) {
    this.#onDue = onDue
    this.#onJump = onJump
  }

  /** Infinity only watches the clock. */
  set(atMs: number): void {
    if (this.#isArmed && atMs === this.#atMs) return
    this.#atMs = atMs
    if (this.#checkedMs === Infinity) this.#compareClocks()
    this.#cancel()
    this.#isArmed = true
    this.#cancel = after(Math.min(atMs, this.#checkedMs + CHECK_MS) - now(), () => this.#wake())
  }

  off(): void {
    this.#cancel()
    this.#isArmed = false
    this.#checkedMs = Infinity
  }

  #wake(): void {
    this.#isArmed = false
    if (this.#compareClocks()) this.#onJump()
    // A timer may fire up to a millisecond early.
    if (now() + 1 > this.#atMs) this.#onDue()
    else this.set(this.#atMs)
  }

  /** Whether the wall clock jumped since the last comparison, or too much time passed. */
  #compareClocks(): boolean {
    const [beforeMs, apartMs] = [this.#checkedMs, this.#offsetMs]
    this.#checkedMs = now()
    this.#offsetMs = Date.now() - this.#checkedMs
    return Math.abs(this.#offsetMs - apartMs) > JUMP_MS || this.#checkedMs - beforeMs > ASLEEP_MS
  }
}
