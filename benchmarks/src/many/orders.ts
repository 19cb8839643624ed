/** Asks the server process for jobs that end at an even pace. */
export interface ServerOrder {
  jobs: number
  /** Time until the first one ends. */
  afterMs: number
  /** Time from the first end to the last one. */
  withinMs: number
}

/** The first answer has the URL, the second one the ids. */
export interface ServerAnswer {
  url?: string
  ids?: string[]
}

/** How the client process waits. */
export type Way = 'stream' | 'bulk polling' | 'one by one' | 'long poll'

export interface ClientOrder {
  url: string
  ids: string[]
  way: Way
  /** Time in which nothing ends. */
  quietMs: number
}

/** Measured in the client process. */
export interface WaitFigures {
  /** Status requests, those for the stream included. */
  requests: number
  completed: number
  /** From the end of a job until its wait notices it. */
  delayMs: { p50: number; p95: number; p99: number; most: number }
  /** Round trip of a request without news, while the server is at rest. */
  roundTripMs: { p50: number; p99: number }
  /** Heap per job while all are waited for, with the translation. */
  heapBytes: number
  /** The part of it for the translation alone. */
  translationBytes: number
  /** Processor time per job over the whole wait. */
  cpuMs: number
  /** Share of one core while nothing ends. */
  restingShare: number
}
