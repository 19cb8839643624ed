import { hasCode, lacks } from '../errors.ts'
import { isRefusal } from '../http/retry.ts'
import type { Protocol } from '../protocol.ts'
import { readEvents } from '../sse.ts'
import { after, now } from '../timers.ts'
import type { Connection, Followed, Host } from './followed.ts'
import { DEMOTED_FOR_MS } from './when.ts'

/** Follows translations on one connection, or very few. */
export interface Stream {
  /** Takes one more. Whether it can be relied on to tell of it soon. */
  add(it: Followed): boolean
  remove(it: Followed): void
  /** It did not tell what it should have. */
  doubt(connection: Connection): void
  /** Opens everything anew. */
  reconnect(): void
}

// Ids that are added shortly after one another share one new request.
const GATHER_MS = 20
// Later ids get a connection of their own, until there are so many; a page needs the others of a browser's six.
const CONNECTIONS = 3
// The server takes no more ids in one request. Larger sets are spread over several connections.
const IDS_PER_CONNECTION = 20_000
// The server sends a comment every 15 s. A proxy that buffers keeps the connection open and silent.
const SILENCE_MS = 40_000
// A stream that ends sooner than this is broken by something on the way, or by a server that is down.
const SHORT_LIVED_MS = 10_000
// Eight refused connections are about half a minute of backoff: a server that restarts is back sooner.
const STRIKES_TO_DEMOTE = 8
const STRIKES_OF_A_DOUBT = 3

export function createStream(host: Host, push: NonNullable<Protocol['stream']>): Stream {
  const { http } = host
  const connections = new Set<Connection>()
  let unsent = new Set<Followed>()
  let cancelOpening: (() => void) | undefined
  /** Connections in a row that did not last. */
  let strikes = 0
  let restUntilMs = 0

  return {
    add(it) {
      if (!it.connection) unsent.add(it)
      openSoon(connections.size > 0 ? GATHER_MS : 0)
      return strikes < STRIKES_TO_DEMOTE
    },
    remove,
    doubt: (connection) => lose(connection, strikes + STRIKES_OF_A_DOUBT, 0),
    reconnect() {
      connections.forEach(drop)
      if (unsent.size > 0) open()
    },
  }

  function remove(it: Followed): void {
    const { connection } = it
    it.connection = undefined
    unsent.delete(it)
    if (connection?.ids.delete(it) && connection.ids.size === 0) drop(connection)
    if (unsent.size > 0) return
    cancelOpening?.()
    cancelOpening = undefined
  }

  /** Unless it is planned already. After a failure the pause alone says when. */
  function openSoon(ms: number): void {
    if (unsent.size > 0) cancelOpening ??= after(Math.max(ms, restUntilMs - now()), open)
  }

  /** One request for those that have none, and for those of smaller connections: what many follow is not sent again. */
  function open(): void {
    cancelOpening?.()
    cancelOpening = undefined
    // The latest are the smallest, as a rule. Connections that are nearly full stay as they are.
    const small = [...connections].filter(({ ids }) => ids.size <= IDS_PER_CONNECTION / 2)
    for (let last = small.pop(); last; last = small.pop()) {
      if (last.ids.size > 2 * unsent.size && small.length + 1 < CONNECTIONS) break
      drop(last)
    }
    const ids = [...unsent]
    unsent = new Set()
    for (let at = 0; at < ids.length; at += IDS_PER_CONNECTION)
      connect(new Set(ids.slice(at, at + IDS_PER_CONNECTION)))
  }

  /** Its translations go back among those that wait for a connection. */
  function drop(connection: Connection): void {
    connections.delete(connection)
    connection.controller.abort()
    for (const it of connection.ids) {
      it.connection = undefined
      unsent.add(it)
    }
  }

  /** One request for all that happens to some translations from the versions known on. It may stay open for ever, only not silent. */
  function connect(ids: Set<Followed>): void {
    const startedMs = now()
    let isOpen = false
    let hasLasted = false
    const connection: Connection = { ids, alive: false, controller: new AbortController() }
    connections.add(connection)
    const translations = Array.from(ids, (it) => {
      host.asked(it)
      it.connection = connection
      return { id: it.id, version: it.latest?.version ?? 0 }
    })
    const headers = { accept: 'text/event-stream' }
    const { signal } = connection.controller
    const translationIds = translations.map(({ id }) => id)
    const call = { headers, timeoutMs: SILENCE_MS, ...push.call(translations), signal, translationIds }
    http.attempt(call, read).catch(broke)

    async function read({ body, headers }: Response, allow: (ms: number) => void): Promise<void> {
      if (!body || !headers.get('content-type')?.startsWith('text/event-stream')) lacks('an event stream')
      isOpen = true
      allow(SILENCE_MS)
      await readEvents(
        body,
        () => heard(allow),
        (name, data) => connections.has(connection) && event(name, JSON.parse(data)),
      )
      throw new Error('it ended')
    }

    function heard(allow: (ms: number) => void): void {
      allow(SILENCE_MS)
      hasLasted = now() - startedMs >= SHORT_LIVED_MS
      if (hasLasted) strikes = 0
      if (connection.alive) return
      connection.alive = true
      host.covered(ids)
    }

    function broke(error: unknown): void {
      // Not because it was closed.
      if (!connections.has(connection)) return
      // The server has no such thing, or a proxy keeps it to itself, rather than being in trouble.
      const isNone =
        (!connection.alive && hasCode(error, isOpen ? 'request_timeout' : 'invalid_response')) ||
        isRefusal(error)
      if (hasLasted) strikes = 0
      if (isNone) lose(connection, Math.max(strikes + 1, STRIKES_TO_DEMOTE), 0)
      else lose(connection, strikes + 1, host.failed([...ids], error, strikes))
    }
  }

  function event(name: string, data: { id: string }): void {
    const it = host.followed.get(data.id)
    if (!it) return
    if (name === 'translation') host.told(it, push.read(data, http.log), 'stream')
    if (name !== 'removed' && name !== 'missing') return
    host.missing(it)
    if (it.followers.size === 0) return
    // It was created only a moment ago, and is not visible everywhere yet.
    remove(it)
    unsent.add(it)
    openSoon(1_000)
  }

  function lose(connection: Connection, count: number, pauseMs: number): void {
    strikes = count
    const isDown = strikes >= STRIKES_TO_DEMOTE
    if (isDown) http.log.info('given up', { path: 'stream' })
    // And later it is tried again; one more that does not last, and it is for twice as long.
    const restMs = isDown ? DEMOTED_FOR_MS * 2 ** Math.min(strikes - STRIKES_TO_DEMOTE, 3) : pauseMs
    restUntilMs = now() + restMs
    drop(connection)
    openSoon(0)
    host.uncovered(connection.ids)
  }
}
