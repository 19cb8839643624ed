import { after, nothing, now } from '../timers.ts'

/** Rings once at a time, and finds out when the machine slept meanwhile. */
export interface Alarm {
  /** `Infinity`: only watches the clock. */
  set(atMs: number): void
  off(): void
}

// Timers stand still while a laptop sleeps, and so may `performance.now()`: the wall clock tells, looked at this often.
const LOOK_MS = 15_000
const JUMP_MS = 5_000
// A hidden page's timers ring once a minute; that is no sleep.
const ASLEEP_MS = 120_000

export function createAlarm(ring: () => void, onJump: () => void): Alarm {
  let atMs = Infinity
  /** When the clocks were looked at last, and how far they were apart. */
  let lookedMs = Infinity
  let offsetMs = 0
  let cancel = nothing
  return { set, off }

  function set(ms: number): void {
    atMs = ms
    if (lookedMs === Infinity) look()
    cancel()
    cancel = after(Math.min(atMs, lookedMs + LOOK_MS) - now(), wake)
  }

  function off(): void {
    cancel()
    lookedMs = Infinity
  }

  function look(): void {
    lookedMs = now()
    offsetMs = Date.now() - lookedMs
  }

  function wake(): void {
    const [beforeMs, apartMs] = [lookedMs, offsetMs]
    look()
    if (Math.abs(offsetMs - apartMs) > JUMP_MS || lookedMs - beforeMs > ASLEEP_MS) onJump()
    // Timers count whole milliseconds and may be early by a part of one.
    if (now() + 1 > atMs) ring()
    else set(atMs)
  }
}
