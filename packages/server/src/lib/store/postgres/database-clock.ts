/** The time of the database's machine, as far as this process knows it. */
export interface DatabaseClock {
  /** Whole epoch milliseconds. Behind the database by at most the latency of the last reading. */
  now(): number
  /** Takes a reading that has just arrived, in epoch milliseconds. */
  observe(databaseMs: number): void
}

/**
 * Counts from the last reading with this machine's monotonic clock. All nodes then share one time,
 * so a node whose own clock is wrong neither takes running tasks nor overlooks due ones.
 * @param elapsed milliseconds from a source that does not jump
 */
export function createDatabaseClock(elapsed: () => number = () => performance.now()): DatabaseClock {
  let offsetMs = 0
  return {
    now: () => Math.floor(elapsed() + offsetMs),
    observe(databaseMs) {
      offsetMs = databaseMs - elapsed()
    },
  }
}
