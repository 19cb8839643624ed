/** How long translations take on one kind of server: an estimate from before any has ended. */
export interface DurationPrior {
  /** Seconds that any job takes. */
  fixedSeconds: number
  /**
   * Seconds that every second of media adds. An unknown length counts as 300 seconds.
   */
  perMediaSecond: number
  /**
   * Probability that the estimate is about right, not off by an order of magnitude. Default 0.8.
   */
  trust?: number | undefined
  /** Share of jobs that fail within seconds. Default 0.06. */
  failures?: number | undefined
}
