import type { Connection } from '../../connection.ts'
import { now } from '../../timers.ts'
import { DEMOTED_FOR_MS } from '../state/poll-timing.ts'
import type { ChannelHost } from './channel.ts'
import type { StreamChannel } from './stream.ts'

/** Loads the stream when a wait first needs it. If loading fails, translations are polled. */
export class LazyStream {
  readonly #connection: Connection
  readonly #host: ChannelHost
  /** Translations to track once the stream has loaded. */
  readonly #untracked = new Set<string>()
  #channel: StreamChannel | undefined
  #isLoading = false
  #retryAtMs = -Infinity

  constructor(connection: Connection, host: ChannelHost) {
    this.#connection = connection
    this.#host = host
  }

  get isHealthy(): boolean {
    return this.#channel?.isHealthy ?? now() >= this.#retryAtMs
  }

  /** Follows a translation, at the earliest after this time. */
  track(id: string, afterMs?: number): void {
    if (this.#channel) return this.#channel.track(id, afterMs)
    this.#untracked.add(id)
    this.#load()
  }

  untrack(id: string): void {
    this.#untracked.delete(id)
    this.#channel?.untrack(id)
  }

  doubt(id: string): void {
    this.#channel?.doubt(id)
  }

  reconnect(): void {
    this.#channel?.reconnect()
  }

  #load(): void {
    if (this.#isLoading || !this.isHealthy) return
    this.#isLoading = true
    import('./stream.ts')
      .then(({ StreamChannel }) => new StreamChannel(this.#connection, this.#host))
      .then(
        (channel) => this.#loaded(channel),
        (error: unknown) => this.#failed(error),
      )
  }

  #loaded(channel: StreamChannel): void {
    this.#channel = channel
    for (const id of this.#untracked) channel.track(id)
  }

  /** Waits that begin after a rest try again, so that many waits do not flood the server. */
  #failed(error: unknown): void {
    this.#isLoading = false
    this.#retryAtMs = now() + DEMOTED_FOR_MS
    this.#connection.http.log.warn('the stream could not be loaded', { error: String(error) })
    for (const id of this.#untracked) this.#host.emit(id, { type: 'disconnected' })
  }
}
