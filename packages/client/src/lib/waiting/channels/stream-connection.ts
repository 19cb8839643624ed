import { hasCode, throwInvalidResponse } from '../../errors.ts'
import { isRefusal } from '../../http/retry.ts'
import type { Http } from '../../http/http.ts'
import type { Limits } from '../../http/limits.ts'
import type { Protocol } from '../../protocol.ts'
import { readEvents } from '../../sse.ts'
import { now } from '../../timers.ts'

// The server sends a comment every 15 s. A proxy that buffers keeps the connection open and silent.
const SILENCE_MS = 40_000
// A stream that ends sooner than this was broken by a proxy, or by a server that is down.
const SHORT_LIVED_MS = 10_000

/** The channel of a connection. */
export interface ConnectionHost {
  readonly http: Http
  readonly push: NonNullable<Protocol['stream']>
  versionOf(id: string): number
  /** The first data arrived. */
  onAlive(connection: StreamConnection): void
  /** The connection has lasted long enough to count as healthy. */
  onLasted(): void
  onEvent(name: string, data: { id: string }): void
  onBroken(connection: StreamConnection, error: unknown): void
}

/** One request for the changes of some translations. It may stay open for ever, but not silent. */
export class StreamConnection {
  readonly ids: Set<string>
  readonly #host: ConnectionHost
  readonly #controller = new AbortController()
  readonly #startedMs = now()
  #isOpen = false
  #isAlive = false
  #hasLasted = false

  constructor(ids: Set<string>, host: ConnectionHost) {
    this.ids = ids
    this.#host = host
  }

  /** Requests the changes since the known versions. */
  open(): void {
    const { http, push } = this.#host
    const translations = Array.from(this.ids, (id) => ({ id, version: this.#host.versionOf(id) }))
    const call = {
      headers: { accept: 'text/event-stream' },
      timeoutMs: SILENCE_MS,
      ...push.call(translations),
      signal: this.#controller.signal,
      translationIds: [...this.ids],
    }
    const reading = http.attempt(call, (response, limits) => this.#read(response, limits))
    reading.catch((error: unknown) => {
      if (!this.#controller.signal.aborted) this.#host.onBroken(this, error)
    })
  }

  close(): void {
    this.#controller.abort()
  }

  /** Whether the server has no stream, or a proxy buffers it. Other failures may pass. */
  isUnavailable(error: unknown): boolean {
    const code = this.#isOpen ? 'request_timeout' : 'invalid_response'
    return (!this.#isAlive && hasCode(error, code)) || isRefusal(error)
  }

  async #read({ body, headers }: Response, limits: Pick<Limits, 'allow'>): Promise<never> {
    if (!body || !headers.get('content-type')?.startsWith('text/event-stream'))
      throwInvalidResponse('not an event stream')
    this.#isOpen = true
    limits.allow(SILENCE_MS)
    await readEvents(
      body,
      () => this.#heard(limits),
      (name, data) => this.#event(name, data),
    )
    throw new Error('The stream ended.')
  }

  #heard(limits: Pick<Limits, 'allow'>): void {
    limits.allow(SILENCE_MS)
    if (!this.#hasLasted && now() - this.#startedMs >= SHORT_LIVED_MS) {
      this.#hasLasted = true
      this.#host.onLasted()
    }
    if (this.#isAlive) return
    this.#isAlive = true
    this.#host.onAlive(this)
  }

  #event(name: string, data: string): void {
    if (!this.#controller.signal.aborted) this.#host.onEvent(name, JSON.parse(data))
  }
}
