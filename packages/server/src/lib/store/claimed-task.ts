import type { ReviewStage } from 'video-translation-client'

/** The right to change a running task. It becomes worthless once the task is claimed again. */
export interface Lease {
  taskId: string
  worker: string
  attempt: number
}

/** A task with everything that a worker needs to run it. */
export interface ClaimedTask {
  lease: Lease
  kind: 'source' | 'target'
  translationId: string
  owner: string
  engine: string
  /** What its next step was recorded to need of a worker. */
  needs: string
  source: { url: string } | { upload: string; name: string }
  sourceName?: string
  from?: string
  to: string[]
  /** Only for a target. */
  language?: string
  options: Record<string, unknown>
  /** The stops for a person that the create asked for. */
  review?: readonly ReviewStage[]
  /** The revision of the translation. */
  revision: number
  /** The revision of the cues to work on. Absent: there are none, or it is the source. */
  cueRevision?: number
  /** The last stage before a person looks at it. Absent: it goes on to the end. */
  until?: 'translate'
  /** The output of the source task. Only for a target. */
  prepared?: unknown
  checkpoint?: unknown
  maxAttempts: number
  /**
   * How many claims count against `maxAttempts`, this one included. A released claim does not
   * count, nor does a claim whose worker was lost after it had saved a checkpoint.
   */
  tries: number
  /** Whether an earlier worker's lease ran out. */
  recovered: boolean
  /** How long it was due, in milliseconds. */
  waitedMs: number
  /** The span that created the translation, in the format of W3C. */
  traceparent?: string
}
