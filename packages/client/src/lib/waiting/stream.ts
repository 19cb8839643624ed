import { now, after } from '../timers.ts'
import { connect, type ConnectionEvents, isNoStream, SILENCE_MS } from './connection.ts'
import type { Connection, Followed, Host } from './followed.ts'

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
// A stream that opens, and ends sooner than this, is broken by something on the way.
const SHORT_LIVED_MS = 10_000
// Eight refused connections are about half a minute of backoff: a server that restarts is back sooner.
const STRIKES_TO_DEMOTE = 8
const STRIKES = { refused: 1, shortLived: 3, mute: 8, none: 8 }
const DEMOTED_FOR_MS = 300_000

export function createStream(host: Host): Stream {
  const { stream: push } = host.protocol
  const connections = new Set<Connection>()
  const unsent = new Set<Followed>()
  let cancelOpening = (): void => {}
  /** When the planned opening is due; Infinity when there is none. */
  let opensMs = Infinity
  let strikes = 0
  /** Connections in a row that did not come about. */
  let refused = 0
  let demotions = 0
  const events: ConnectionEvents = { alive, event, broke }

  return { add, remove, doubt: (connection) => lose(connection, STRIKES.shortLived, 0), reconnect }

  function add(it: Followed): boolean {
    if (!push) return false
    if (!it.connection && !unsent.has(it)) {
      unsent.add(it)
      // After a failure the backoff alone says when to connect again.
      if (strikes === 0 || opensMs === Infinity) openIn(connections.size > 0 ? GATHER_MS : 0)
    }
    return strikes < STRIKES_TO_DEMOTE
  }

  function remove(it: Followed): void {
    const { connection } = it
    it.connection = undefined
    if (connection?.ids.delete(it) && connection.ids.size === 0) drop(connection)
    unsent.delete(it)
    if (unsent.size > 0) return
    cancelOpening()
    opensMs = Infinity
    if (connections.size === 0) strikes = refused = 0
  }

  function openIn(ms: number): void {
    const atMs = now() + ms
    if (opensMs <= atMs) return
    cancelOpening()
    opensMs = atMs
    cancelOpening = after(ms, open)
  }

  /** One request for those that have none, and for those of smaller connections: what many follow is not sent again. */
  function open(): void {
    opensMs = Infinity
    for (const connection of [...connections].sort((a, b) => a.ids.size - b.ids.size)) {
      const isSmall = connection.ids.size <= 2 * unsent.size
      if (!isSmall && connections.size < CONNECTIONS) break
      drop(connection)
    }
    if (push && unsent.size > 0) connections.add(connect(host, push.call, new Set(unsent), events))
    unsent.clear()
  }

  /** Its translations go back among those that wait for a connection. */
  function drop(connection: Connection): void {
    connections.delete(connection)
    connection.close()
    connection.ids.forEach(release)
  }

  function release(it: Followed): void {
    it.connection = undefined
    unsent.add(it)
  }

  function alive({ ids }: Connection): void {
    refused = 0
    // On probation: one more that does not last, and it is demoted again.
    strikes = Math.min(strikes, STRIKES_TO_DEMOTE - STRIKES.shortLived)
    host.covered(ids)
  }

  function event(name: string, data: { id: string }): void {
    const it = host.followed.get(data.id)
    if (!it) return
    if (push && name === 'translation') host.told(it, push.read(data, host.http.log), 'stream')
    if (name !== 'removed' && name !== 'missing') return
    host.missing(it)
    if (host.followed.has(it.id)) askAgain(it)
  }

  /** It was created only a moment ago, and is not visible everywhere yet. */
  function askAgain(it: Followed): void {
    it.connection?.ids.delete(it)
    release(it)
    openIn(1_000)
  }

  function broke(connection: Connection, error: unknown): void {
    if (connection.openedMs === undefined) refused++
    else for (const it of connection.ids) it.askedMs = now()
    const isNone = isNoStream(error)
    const earned = isNone ? STRIKES.none : earnedBy(connection)
    if (earned === 0) strikes = demotions = 0
    lose(connection, Math.max(1, earned), isNone ? 0 : host.failed([...connection.ids], error, refused))
  }

  function lose(connection: Connection, earned: number, pauseMs: number): void {
    strikes += earned
    drop(connection)
    const { ids } = connection
    const isDown = strikes >= STRIKES_TO_DEMOTE
    if (isDown) host.http.log.info('the stream does not work here', { waiting: ids.size })
    // And later it is tried again.
    if (unsent.size > 0) openIn(isDown ? DEMOTED_FOR_MS * 2 ** Math.min(demotions++, 3) : pauseMs)
    host.uncovered(ids, isDown)
  }

  function reconnect(): void {
    connections.forEach(drop)
    if (unsent.size > 0) open()
  }
}

function earnedBy({ openedMs, heardMs }: Connection): number {
  if (openedMs === undefined) return STRIKES.refused
  if (heardMs - openedMs >= SHORT_LIVED_MS) return 0
  const isMute = !heardMs && now() - openedMs >= SILENCE_MS
  return isMute ? STRIKES.mute : STRIKES.shortLived
}
