import type { RequestReader } from '../../serving/request-reader.ts'

/**
 * The jobs behind the status contracts: simulated ones here, real translations in the server.
 * `createStatusRoutes` adds paths, bodies and status codes.
 */
export interface StatusJobs<C extends RequestReader = RequestReader> {
  /**
   * Starts a job. A job that runs under this id is returned as it is; one that has ended is
   * replaced.
   */
  start(request: StartRequest, call: C): StatusJob | Promise<StatusJob>
  get(id: string, call: C): StatusJob | undefined | Promise<StatusJob | undefined>
  /** Cancels a job, unless it has ended. */
  cancel(id: string, call: C): StatusJob | undefined | Promise<StatusJob | undefined>
  /** Owner whose jobs the caller sees. Default: all callers share the jobs. */
  ownerOf?(call: C): string
}

/** The request that starts a job of a status server. */
export interface StartRequest {
  /** The caller's own id. If it is absent, `start` makes one. */
  id?: string
  /** `source_language`. */
  from?: string
  /** `target_language`. */
  to?: string
  /** All fields of the request, unchanged. */
  fields: Readonly<Record<string, unknown>>
}

/** A job of a status server, as its answers show it. */
export interface StatusJob {
  id: string
  result: StatusWord
  /** The reason of an error, for people. */
  message?: string
  from?: string
  to?: string
  /** 0 to 1. */
  progress?: number
}

/** The words of these contracts. */
export type StatusWord = 'pending' | 'completed' | 'error'
