/** Why a translation waits, and for how long. It may change without a new version. */
export interface QueuePlace {
  /**
   * `worker`: it waits for its turn and a free worker. `retry`: it failed, and is tried again
   * later. `concurrency`: as many tasks of its owner run as may. `daily_minutes`: its owner's
   * minutes of today are used up. A newer server may send others.
   */
  reason: string
  /** A sentence for people. */
  message: string
  /** Its place in the line of its owner; 1 is the next. Absent beyond 1000. */
  position?: number
  /** Estimate of the time until it starts. Absent if it is unknown. */
  expectedStartSeconds?: number
}
