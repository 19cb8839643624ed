/**
 * `idle`: nothing is followed. `connecting`: the first answer is awaited. `live`: changes arrive as
 * they happen. `polling`: the server has no stream, or a proxy holds it back, so it is asked every
 * 10 seconds. `offline`: the server does not answer, and is tried again. `denied`: the key is not
 * accepted.
 */
export type LiveConnectionState = 'idle' | 'connecting' | 'live' | 'polling' | 'offline' | 'denied'

/** The state of the connection of a page. */
export interface LiveConnection {
  readonly state: LiveConnectionState
  /** When the state began, in milliseconds since 1970. */
  readonly sinceMs: number
}

/** The state with its listeners. */
export interface ConnectionState {
  readonly state: LiveConnection
  set(state: LiveConnectionState): void
  listen(listener: () => void): () => void
}

export function createConnection(): ConnectionState {
  const listeners = new Set<() => void>()
  let now: LiveConnection = { state: 'idle', sinceMs: Date.now() }
  return {
    get state() {
      return now
    },
    set(state) {
      if (state === now.state) return
      now = { state, sinceMs: Date.now() }
      for (const listener of listeners) listener()
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
