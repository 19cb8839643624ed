/** What is remembered of a job that ended: plain data, to be kept wherever one likes. */
export interface PastJob {
  /**
   * Of the translation. What is remembered again under the same id takes the place of what was
   * before.
   */
  id?: string | undefined
  /** How long it took since it was created: as the server tells, or until a poll noticed it. */
  seconds: number
  /** Since the poll before, where a poll noticed the end: it may have come so much earlier. */
  unseenSeconds?: number | undefined
  /** `abandoned`: it still ran, and nobody waited for it any longer. */
  outcome: 'finished' | 'failed' | 'abandoned'
  mediaSeconds?: number | undefined
  /** How long it was in the queue, where seen. */
  queuedSeconds?: number | undefined
  /** The server's first estimate of what remained, and the job's age then. */
  hint?: { atSeconds: number; expectedSeconds: number } | undefined
}
