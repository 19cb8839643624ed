import type { Protocol } from '../../protocol.ts'
import type { Connection } from '../../connection.ts'
import type { Http } from '../../http/http.ts'
import { after, now } from '../../timers.ts'
import { type ChannelHealth, HEALTHY, strike } from './channel-health.ts'
import type { FailureKind } from '../state/events.ts'
import { type ChannelHost, kindOf } from './channel.ts'
import { type ConnectionHost, StreamConnection } from './stream-connection.ts'

// Ids that are added within this time share one new request.
const GATHER_MS = 20
// Later ids get new connections up to this limit. A page needs the rest of a browser's six.
const CONNECTIONS = 3
// The server's limit of ids in one request. Larger sets are spread over several connections.
const IDS_PER_CONNECTION = 20_000
// Eight refused connections take about half a minute of backoff. A restarting server is back
// sooner.
const STRIKES_TO_DEMOTE = 8
const STRIKES_OF_A_DOUBT = 3

/** Follows translations on a few connections, and emits their changes as events. */
export class StreamChannel implements ConnectionHost {
  readonly http: Http
  readonly push: NonNullable<Protocol['stream']>
  readonly #host: ChannelHost
  readonly #connections = new Set<StreamConnection>()
  /** Ids without a connection. */
  #unsent = new Set<string>()
  #cancelOpening: (() => void) | undefined
  /** Each connection in a row that did not last is a strike. */
  #health: ChannelHealth = HEALTHY

  constructor(connection: Connection, host: ChannelHost) {
    this.http = connection.http
    this.push = connection.protocol.stream as NonNullable<Protocol['stream']>
    this.#host = host
  }

  get isHealthy(): boolean {
    return this.#health.strikes < STRIKES_TO_DEMOTE
  }

  track(id: string, afterMs = 0): void {
    if (!this.#connectionOf(id)) this.#unsent.add(id)
    this.#openSoon(Math.max(afterMs, this.#connections.size > 0 ? GATHER_MS : 0))
  }

  untrack(id: string): void {
    const connection = this.#connectionOf(id)
    this.#unsent.delete(id)
    if (connection?.ids.delete(id) && connection.ids.size === 0) this.#drop(connection)
    if (this.#unsent.size === 0) this.#stopOpening()
  }

  /** The connection of this translation missed a change. */
  doubt(id: string): void {
    const connection = this.#connectionOf(id)
    if (connection) this.#lose(connection, STRIKES_OF_A_DOUBT, 0)
  }

  /** Opens all connections again. */
  reconnect(): void {
    for (const connection of this.#connections) this.#drop(connection)
    if (this.#unsent.size > 0) this.#open()
  }

  #connectionOf(id: string): StreamConnection | undefined {
    for (const connection of this.#connections) if (connection.ids.has(id)) return connection
    return undefined
  }

  /** Plans to open connections, unless that is planned already. A pause after a failure is kept. */
  #openSoon(ms: number): void {
    if (this.#unsent.size === 0) return
    this.#cancelOpening ??= after(Math.max(ms, this.#health.restUntilMs - now()), () => this.#open())
  }

  #stopOpening(): void {
    this.#cancelOpening?.()
    this.#cancelOpening = undefined
  }

  /**
   * Opens connections for the new ids, together with the ids of small connections. A large set is
   * not sent again.
   */
  #open(): void {
    this.#stopOpening()
    // The latest connections are usually the smallest. Nearly full ones stay as they are.
    const small = [...this.#connections].filter(({ ids }) => ids.size <= IDS_PER_CONNECTION / 2)
    for (let last = small.pop(); last; last = small.pop()) {
      if (last.ids.size > 2 * this.#unsent.size && small.length + 1 < CONNECTIONS) break
      this.#drop(last)
    }
    const ids = [...this.#unsent]
    this.#unsent = new Set()
    for (let at = 0; at < ids.length; at += IDS_PER_CONNECTION)
      this.#connect(new Set(ids.slice(at, at + IDS_PER_CONNECTION)))
  }

  #connect(ids: Set<string>): void {
    const connection = new StreamConnection(ids, this)
    this.#connections.add(connection)
    for (const id of ids) this.#host.emit(id, { type: 'requested', path: 'stream' })
    connection.open()
  }

  /** Closes a connection, whose ids then need another. */
  #drop(connection: StreamConnection): void {
    this.#connections.delete(connection)
    connection.close()
    for (const id of connection.ids) this.#unsent.add(id)
  }

  versionOf(id: string): number {
    return this.#host.known(id)?.latest?.version ?? 0
  }

  onAlive({ ids }: StreamConnection): void {
    this.#emitAll(ids, 'connected')
  }

  onLasted(): void {
    this.#health = HEALTHY
  }

  onEvent(name: string, data: { id: string }): void {
    const { id } = data
    if (!this.#host.known(id)) return
    if (name === 'translation') this.#changed(id, data)
    else if (name === 'removed' || name === 'missing') this.#missing(id)
  }

  #changed(id: string, data: unknown): void {
    const translation = this.push.read(data, this.http.log)
    this.#host.emit(id, { type: 'answered', path: 'stream', translation, tookMs: 0 })
  }

  /** The connection says no more about it. Whether another follows it is up to the rules. */
  #missing(id: string): void {
    this.untrack(id)
    this.#fail(id, 'notFound', undefined)
  }

  onBroken(connection: StreamConnection, error: unknown): void {
    const { strikes } = this.#health
    if (connection.isUnavailable(error))
      return this.#lose(connection, Math.max(1, STRIKES_TO_DEMOTE - strikes), 0)
    const ids = [...connection.ids]
    const pauseMs = this.#host.pauseMs(ids, error, strikes)
    for (const id of ids) this.#fail(id, kindOf(error), error)
    this.#lose(connection, 1, pauseMs)
  }

  /** Emits a failure of the stream, which does not postpone polls. */
  #fail(id: string, kind: FailureKind, error: unknown): void {
    this.#host.emit(id, { type: 'failed', path: 'stream', kind, error, pauseMs: 0, random: 0 })
  }

  #lose(connection: StreamConnection, count: number, pauseMs: number): void {
    this.#health = strike(this.#health, { count, limit: STRIKES_TO_DEMOTE, nowMs: now(), pauseMs })
    if (!this.isHealthy) this.http.log.info('channel disabled', { path: 'stream' })
    this.#drop(connection)
    this.#openSoon(0)
    this.#emitAll(connection.ids, 'disconnected')
  }

  #emitAll(ids: Iterable<string>, type: 'connected' | 'disconnected'): void {
    for (const id of ids) this.#host.emit(id, { type })
  }
}
