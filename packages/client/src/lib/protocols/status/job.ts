/** A job to start. Servers of this kind get no source. */
export interface StatusRequest {
  /**
   * Your own id for the job, if the server takes one. The same id means the same job. Default:
   * random.
   */
  reference?: string
  /** Language spoken in the source. */
  from?: string
  /** Target language. */
  to?: string
}

/** The facts about a job that the client knows before the request. */
export interface Job {
  readonly id: string
  readonly reference: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}
