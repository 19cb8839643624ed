import { ConnectionError, hasCode } from '../errors.ts'
import { isRefusal } from '../http/retry.ts'
import { readEvents } from '../sse.ts'
import { after, now } from '../timers.ts'
import type { Connection, Followed, Host } from './followed.ts'

/** What a connection of the stream reports to. */
export interface ConnectionEvents {
  /** It tells of changes from now on. */
  alive(connection: Connection): void
  event(name: string, data: { id: string }): void
  /** It ended, and not because it was closed. */
  broke(connection: Connection, error: unknown): void
}

// The server sends a comment every 15 s. A proxy that buffers keeps the connection open and silent.
export const SILENCE_MS = 40_000

const NO_STREAM = 'no_stream'

// It may stay open for ever, only not silent.
const CALL = { headers: { accept: 'text/event-stream' }, timeoutMs: Infinity }

export type CallStream = NonNullable<Host['protocol']['stream']>['call']

/** One request for all that happens to some translations from the versions known on. */
export function connect(
  { http }: Host,
  call: CallStream,
  ids: Set<Followed>,
  on: ConnectionEvents,
): Connection {
  const controller = new AbortController()
  let isClosed = false
  let cancelSilence = after(http.timeoutMs, silent)
  const connection: Connection = { ids, alive: false, openedMs: undefined, heardMs: 0, close }
  const translations = Array.from(ids, (it) => {
    it.requests++
    it.askedMs = now()
    it.connection = connection
    return { id: it.id, version: it.latest?.version ?? 0 }
  })
  const { signal } = controller
  http.attempt({ ...CALL, ...call(translations), signal }, consume).catch(ended)
  return connection

  async function consume({ body, headers }: Response): Promise<void> {
    if (!body || !headers.get('content-type')?.startsWith('text/event-stream')) throw noStream()
    connection.openedMs = now()
    watch()
    await readEvents(body, heard, (name, data) => isClosed || on.event(name, JSON.parse(data)))
    throw new Error('the stream ended')
  }

  function heard(): void {
    connection.heardMs = now()
    if (connection.alive || isClosed) return
    connection.alive = true
    on.alive(connection)
  }

  /** Looks after a while, rather than setting a timer anew for every word. */
  function watch(): void {
    cancelSilence()
    const leftMs = Math.max(connection.heardMs, connection.openedMs ?? 0) + SILENCE_MS - now()
    cancelSilence = after(leftMs, leftMs > 0 ? watch : silent)
  }

  function silent(): void {
    controller.abort(new Error('the stream fell silent'))
  }

  function ended(error: unknown): void {
    cancelSilence()
    if (isClosed) return
    isClosed = true
    connection.alive = false
    on.broke(connection, error)
  }

  function close(): void {
    isClosed = true
    cancelSilence()
    controller.abort()
  }
}

function noStream(): ConnectionError {
  return new ConnectionError('this is no event stream', { code: NO_STREAM })
}

/** The server has no such thing, rather than being in trouble. */
export function isNoStream(error: unknown): boolean {
  return hasCode(error, NO_STREAM) || isRefusal(error)
}
