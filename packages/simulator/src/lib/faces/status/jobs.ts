import type { RequestReader } from '../../serving/request-reader.ts'

/**
 * Where the jobs behind the status contracts come from: simulated ones here, the real server's elsewhere. Paths, bodies and
 * status codes are `status-routes.ts`'s.
 */
export interface StatusJobs<C extends RequestReader = RequestReader> {
  /** Starts a job. One that runs under this id already is returned as it is; one that has ended is started anew. */
  start(request: StartRequest, call: C): StatusJob | Promise<StatusJob>
  get(id: string, call: C): StatusJob | undefined | Promise<StatusJob | undefined>
  /** Cancels a job, unless it has ended. */
  cancel(id: string, call: C): StatusJob | undefined | Promise<StatusJob | undefined>
  /** Whose jobs the asker sees, where that is not everybody's. */
  ownerOf?(call: C): string
}

export interface StartRequest {
  /** The caller's own id. Absent: the jobs make one. */
  id?: string
  /** `source_language`. */
  from?: string
  /** `target_language`. */
  to?: string
  /** The request's other fields, as they came. */
  fields: Readonly<Record<string, unknown>>
}

export interface StatusJob {
  id: string
  result: StatusWord
  /** Why it is an error, for people. */
  message?: string
  from?: string
  to?: string
  /** 0 to 1. */
  progress?: number
}

/** The words of these contracts; they know no others. */
export type StatusWord = 'pending' | 'completed' | 'error'
