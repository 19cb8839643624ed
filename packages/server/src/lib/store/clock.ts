/** One moment on both clocks of a store. */
export interface Now {
  /** Epoch milliseconds as the machine's clock has them: for instants that people read. */
  wall: number
  /** Milliseconds on the steady clock: for what is due, and for leases. */
  steady: number
}

/** A span on the steady clock, in milliseconds, of which a database knows nothing; both ends are outside of it. */
export interface Gap {
  fromMs: number
  toMs: number
}

/**
 * A clock that begins at `startMs` and moves only as time passes. Somebody may set the machine's clock forward or back;
 * by this one no lease ends early and nothing that is due waits.
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
 * The machine's time, yet never ahead of what has really passed since this call. Setting the clock forward deletes
 * nothing early.
 */
export function createPatientClock(wall: () => number = Date.now): () => number {
  const steady = createSteadyClock(wall(), () => performance.now())
  return () => Math.min(wall(), steady())
}

/** The moment of a change. What people read of one translation never goes back in time. */
export function notBefore({ wall, steady }: Now, updatedAt: number): Now {
  return { wall: Math.max(wall, updatedAt), steady }
}
