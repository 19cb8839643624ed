/** How news came: by the stream, a long poll (`held`), a checked notification, or a poll. */
export type Path = 'stream' | 'held' | 'notify' | 'polling'

/** What a wait took, for one translation. */
export interface WaitReport {
  /** Status requests made for it, alone or together with others. */
  requests: number
  /** How the last news came. Absent where none came. */
  path?: Path | undefined
  /** How long the wait took, in milliseconds. */
  waitedMs: number
  /**
   * From the end of the translation until this client knew of it, in milliseconds. It is
   * approximate, since the server's clock is estimated. Absent where the translation had ended
   * before the wait, or the server does not say when.
   */
  detectionMs?: number | undefined
}
