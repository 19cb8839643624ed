/** One moment on both clocks of a store. */
export interface Now {
  /** Epoch milliseconds of the machine's clock, for instants that people read. */
  wall: number
  /** Milliseconds on the steady clock, for due times and leases. */
  steady: number
}

/**
 * A span on the steady clock, in milliseconds, that a database has no record of; both ends are
 * outside.
 */
export interface Gap {
  fromMs: number
  toMs: number
}

/**
 * A clock that starts at `startMs` and moves only as time passes. When somebody sets the machine's
 * clock forward or back, no lease ends early and no due task waits.
 * @param elapsed milliseconds from a source that does not jump; a step back counts as no time
 * @returns whole milliseconds
 */
export function createSteadyClock(startMs: number, elapsed: () => number): () => number {
  let nowMs = startMs
  let lastMs = elapsed()
  return () => {
    const elapsedMs = elapsed()
    nowMs += Math.max(0, elapsedMs - lastMs)
    lastMs = elapsedMs
    return Math.floor(nowMs)
  }
}

/**
 * The machine's time, limited to the time that has really passed since this call. Setting the clock
 * forward then deletes nothing early.
 */
export function createCappedClock(wall: () => number = Date.now): () => number {
  const steady = createSteadyClock(wall(), () => performance.now())
  return () => Math.min(wall(), steady())
}

/** The moment of a change, no earlier than the last one: times that people read never go back. */
export function notBefore({ wall, steady }: Now, updatedAt: number): Now {
  return { wall: Math.max(wall, updatedAt), steady }
}
