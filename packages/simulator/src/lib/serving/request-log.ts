/** The last requests, for whoever wonders what a client does. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[]
  add(entry: LoggedRequest): void
}

export interface LoggedRequest {
  /** Simulated instant, ISO 8601. */
  at: string
  method: string
  /** With its query. */
  path: string
  /** Absent where the client went away, or the connection was broken on purpose. */
  status?: number
}

const LONGEST = 200

export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = []
  return {
    entries,
    add(entry) {
      if (entries.push(entry) > LONGEST) entries.shift()
    },
  }
}
