import { after, now } from '../timers.ts'

/** Rings once at a time, and finds out when the machine slept meanwhile. */
export interface Alarm {
  set(atMs: number): void
  off(): void
}

// Timers stand still while a laptop sleeps, and so may `performance.now()`: the wall clock tells, looked at this often.
const LOOK_MS = 15_000
const JUMP_MS = 5_000

export function createAlarm(ring: () => void, onJump: () => void): Alarm {
  let atMs = Infinity
  let lookMs = Infinity
  let offsetMs = 0
  let cancel = (): void => {}
  return { set, off }

  function set(ms: number): void {
    atMs = ms
    // One that looks before then will see to it.
    if (lookMs <= ms) return
    if (lookMs === Infinity) offsetMs = Date.now() - now()
    arm()
  }

  function off(): void {
    cancel()
    atMs = lookMs = Infinity
  }

  function arm(): void {
    cancel()
    const leftMs = Math.min(Math.max(0, atMs - now()), LOOK_MS)
    lookMs = now() + leftMs
    cancel = after(leftMs, look)
  }

  function look(): void {
    const before = offsetMs
    offsetMs = Date.now() - now()
    const hasJumped = Math.abs(offsetMs - before) > JUMP_MS || now() - lookMs > LOOK_MS
    lookMs = Infinity
    if (hasJumped) onJump()
    // Timers count whole milliseconds and may be early by a part of one.
    if (now() + 1 > atMs) {
      atMs = Infinity
      ring()
    }
    if (lookMs === Infinity && atMs < Infinity) arm()
  }
}
