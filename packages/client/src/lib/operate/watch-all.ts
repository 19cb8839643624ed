import type { VideoTranslationClient } from '../client.ts'
import { coreOf } from '../client-core.ts'
import type { Connection } from '../connection.ts'
import { invalid, throwInvalidResponse } from '../errors.ts'
import { isStatus } from '../http/problem.ts'
import { checkOptions } from '../options.ts'
import { readEvents } from '../sse.ts'
import { sleep } from '../timers.ts'
import type { StreamBody, Translation, TranslationFilter } from '../translation.ts'

/**
 * Yields the state of each translation that matches, and then each change, also of those that are
 * created later. It goes on after a broken connection, until you `break` or abort. A slow reader
 * gets only the newest state of each. With more than 20,000 translations, those that changed
 * longest ago come again after a broken connection.
 * @throws {ApiError} when the server refuses it, e.g. for its key
 */
export async function* watchAll(
  client: VideoTranslationClient,
  filter: TranslationFilter = {},
  options: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Translation, void> {
  checkOptions('watchAll', options, { signal: 'object' })
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, options.signal ?? stop.signal])
  const news = new News()
  const following = follow(coreOf(client), filter, news, signal).catch((error: unknown) => news.fail(error))
  const onAbort = () => news.fail(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    if (signal.aborted) onAbort()
    for (;;) yield await news.next()
  } finally {
    stop.abort()
    await following
  }
}

/** As many as the server takes in one request. */
const MOST_SEEN = 20_000

/** The newest states that nobody has read yet. */
class News {
  readonly #waiting = new Map<string, Translation>()
  /** The versions that were put, the newest last. */
  readonly #seen = new Map<string, number>()
  #failure: { error: unknown } | undefined
  #wake: () => void = () => {}

  put(translation: Translation): void {
    const { id, version } = translation
    if ((this.#seen.get(id) ?? -1) >= version) return
    this.#waiting.set(id, translation)
    this.#seen.delete(id)
    this.#seen.set(id, version)
    if (this.#seen.size > MOST_SEEN) this.#forgetOldest()
    this.#wake()
  }

  /** What a new connection need not send again. */
  seen(): { id: string; version: number }[] {
    return [...this.#seen].map(([id, version]) => ({ id, version }))
  }

  #forgetOldest(): void {
    const [oldest] = this.#seen.keys()
    if (oldest !== undefined) this.#seen.delete(oldest)
  }

  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake()
  }

  async next(): Promise<Translation> {
    for (;;) {
      const [first] = this.#waiting
      if (first) {
        this.#waiting.delete(first[0])
        return first[1]
      }
      if (this.#failure) throw this.#failure.error
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

/** The server sends a comment every 15 s. */
const SILENCE_MS = 40_000
const FIRST_REST_MS = 500
const LONGEST_REST_MS = 15_000

async function follow(
  connection: Connection,
  filter: TranslationFilter,
  news: News,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      await followOnce(connection, filter, news, signal, () => (failures = 0))
    } catch (error) {
      if (signal.aborted) return
      if (isStatus(error, 400, 401, 403, 404)) throw error
      connection.http.log.warn('a watch was interrupted', { error: String(error) })
    }
    const restMs = Math.min(FIRST_REST_MS * 2 ** failures, LONGEST_REST_MS) * (0.5 + Math.random() / 2)
    await sleep(restMs, signal).catch(() => {})
  }
}

async function followOnce(
  { http, protocol }: Connection,
  filter: TranslationFilter,
  news: News,
  signal: AbortSignal,
  onAlive: () => void,
): Promise<void> {
  const { stream } = protocol
  if (!stream) throw invalid(`The protocol ${protocol.name} has no stream.`, 'not_supported')
  const call = { ...stream.call([]), signal, timeoutMs: SILENCE_MS }
  const headers = { accept: 'text/event-stream' }
  const json: StreamBody = { translations: news.seen(), filter }
  await http.attempt({ ...call, headers, json }, async ({ body }, limits) => {
    if (!body) throwInvalidResponse('no body')
    const onData = () => {
      limits.allow(SILENCE_MS)
      onAlive()
    }
    await readEvents(body, onData, (name, data) => {
      if (name === 'translation') news.put(stream.read(JSON.parse(data), http.log))
    })
  })
}
