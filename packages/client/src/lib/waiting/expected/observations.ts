/** One job that has ended, or that still runs. */
export interface Observation {
  /** How long it took or, while it runs, its age. In seconds. */
  seconds: number
  /** Set where a poll noticed the end, which may have come this much earlier. */
  unseenSeconds?: number | undefined
  /** Length of its media in seconds, where known. */
  mediaSeconds?: number | undefined
  /**
   * `finished` with a result; `failed` without; `running` still; `abandoned`: it still ran when
   * last heard of.
   */
  outcome: 'finished' | 'failed' | 'running' | 'abandoned'
}

/** Whether media can be this long. A server may say anything. */
export function isLength(seconds: number | undefined): seconds is number {
  return seconds !== undefined && seconds > 0 && seconds < Infinity
}

/** The logarithm of a duration, whatever a clock says. */
export function log(seconds: number): number {
  return Math.log(Math.max(seconds, 0.1))
}
