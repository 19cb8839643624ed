/** What the server process is asked for: jobs that end evenly from some time on. */
export interface ServerOrder {
  name: string
  jobs: number
  afterMs: number
  withinMs: number
}

/** What it answers. */
export interface Served {
  url?: string
  ids?: string[]
}

/** How the client process is to wait. */
export type Way = 'stream' | 'bulk polling' | 'one by one' | 'held request'

export interface ClientOrder {
  url: string
  ids: string[]
  way: Way
  /** For so long nothing ends. */
  quietMs: number
}

/** What it took, in the client's process. */
export interface Waited {
  /** Status requests, those for the stream included. */
  requests: number
  completed: number
  /** Milliseconds from the end of a job until its wait was told. */
  delayMs: { p50: number; p95: number; p99: number; most: number }
  /** Of a request that finds no news, at rest. */
  roundTripMs: { p50: number; p99: number }
  /** Heap per job while all are waited for, the translation as last told included. */
  heapBytes: number
  /** Of that, what the translations alone take. */
  translationBytes: number
  /** Processor time over the whole wait, per job, in milliseconds. */
  cpuMs: number
  /** Share of one core while nothing ended. */
  restingShare: number
}
