/** How news came: by the stream, a held request, a notification that was checked, or a poll. */
export type Path = 'stream' | 'held' | 'notify' | 'polling'

/** What a wait took, for one translation. */
export interface WaitReport {
  /** Status requests made for it, alone or together with others. */
  requests: number
  /** How the last news came; absent where none did. */
  path?: Path | undefined
  /** How long was waited, in milliseconds. */
  waitedMs: number
  /**
   * From the end of the translation until this client knew of it, in milliseconds, about: the clock of the server is
   * estimated. Absent where it had ended before, or the server does not tell when.
   */
  detectionMs?: number | undefined
}
