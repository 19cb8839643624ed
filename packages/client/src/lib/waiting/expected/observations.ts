/** A job that has ended or still runs. */
export interface Observation {
  /** Its duration or, while it runs, its age. In seconds. */
  seconds: number
  /** If a poll noticed the end: how much earlier the end may have been, in seconds. */
  unseenSeconds?: number | undefined
  /** Length of its media in seconds, if known. */
  mediaSeconds?: number | undefined
  /**
   * `finished` with a result, `failed` without one, `running`, or `abandoned`: it still ran at the
   * last answer.
   */
  outcome: 'finished' | 'failed' | 'running' | 'abandoned'
}

/** Whether media can be this long. A server may send any number. */
export function isLength(seconds: number | undefined): seconds is number {
  return seconds !== undefined && seconds > 0 && seconds < Infinity
}

/** The logarithm of a duration, also of a negative one by a clock that was set. */
export function log(seconds: number): number {
  return Math.log(Math.max(seconds, 0.1))
}
