/** How a change arrived: by the stream, a long poll (`held`), a notification, or a poll. */
export type Path = 'stream' | 'held' | 'notify' | 'polling'

/** Requests and durations of a wait for one translation. */
export interface WaitReport {
  /** Status requests made for this translation, alone or together with others. */
  requests: number
  /** How the last change arrived. Absent if none arrived. */
  path?: Path | undefined
  /** How long the wait took, in milliseconds. */
  waitedMs: number
  /**
   * From the end of the translation until this client knew of it, in milliseconds. Approximate,
   * since the server's clock is estimated. Absent if the translation had ended before the wait, or
   * the server does not say when it ended.
   */
  detectionMs?: number | undefined
}
