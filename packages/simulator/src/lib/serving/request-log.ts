/** The last 200 requests. They show a developer what the client does. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[]
  add(entry: LoggedRequest): void
}

export interface LoggedRequest {
  /** Simulated instant, ISO 8601. */
  at: string
  method: string
  /** Path and query. */
  path: string
  /** Absent if the client left, or a fault broke the connection. */
  status?: number
}

const MAX_ENTRIES = 200

export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = []
  return {
    entries,
    add(entry) {
      if (entries.push(entry) > MAX_ENTRIES) entries.shift()
    },
  }
}
