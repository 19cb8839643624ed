/**
 * How long a translation takes on one kind of server, as far as anyone knows before any has ended.
 */
export interface DurationPrior {
  /** Seconds that any job takes. */
  fixedSeconds: number
  /**
   * Seconds that every second of media adds. Where the length is not known, 300 seconds are
   * assumed.
   */
  perMediaSecond: number
  /**
   * Probability that this is about right rather than of another order of magnitude. Default 0.8.
   */
  trust?: number | undefined
  /** Share of jobs that fail within seconds, on servers where some do. Default 0.06. */
  failures?: number | undefined
}
