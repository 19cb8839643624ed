/** A past job: plain data that can be stored anywhere. */
export interface PastJob {
  /**
   * The id of the translation. A later entry with the same id replaces an earlier one.
   */
  id?: string | undefined
  /**
   * Seconds from its creation to its end, by the server or until a poll noticed the end. If it went
   * on after an end or a review, only the time since then.
   */
  seconds: number
  /** If a poll noticed the end: seconds since the poll before. The end may be that much earlier. */
  unseenSeconds?: number | undefined
  /** `abandoned`: it still ran when the last wait for it stopped. */
  outcome: 'finished' | 'failed' | 'abandoned'
  mediaSeconds?: number | undefined
  /** Seconds in the queue, if known. */
  queuedSeconds?: number | undefined
  /** The server's first estimate of the remaining seconds, and the job's age at that time. */
  hint?: { atSeconds: number; expectedSeconds: number } | undefined
}
