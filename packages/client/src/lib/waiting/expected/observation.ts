/** One job that has ended, or one that still runs. */
export interface Observation {
  /** How long it took or, while it runs, its age. In seconds. */
  seconds: number
  /** Where the end was only noticed: it may have been so much earlier. */
  unseenSeconds?: number | undefined
  /** Length of its media in seconds, where known. */
  mediaSeconds?: number | undefined
  /** `finished` with a result; `failed` without; `running` still; `abandoned`: it still ran when last heard of. */
  outcome: 'finished' | 'failed' | 'running' | 'abandoned'
}

/** What to expect before anything was seen. */
export interface Guess {
  /** Seconds that any job takes. */
  fixedSeconds: number
  /** Seconds that every second of media adds. Where the length is not known, 300 seconds are assumed. */
  perMediaSecond: number
  /** Probability that this is about right rather than of another order. Default 0.8. */
  trust?: number | undefined
  /** Share of jobs that fail within seconds, in a kind of which some do. Default 0.06. */
  failures?: number | undefined
}

/** Whether media can be so long, whatever a server says. */
export function isLength(seconds: number | undefined): seconds is number {
  return seconds !== undefined && seconds > 0 && seconds < Infinity
}

/** Of any reading of a clock. */
export function log(seconds: number): number {
  return Math.log(Math.max(seconds, 0.1))
}
