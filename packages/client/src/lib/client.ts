import { create, type CreateOptions, type CreateRequest } from './create.ts'
import { download, type Download } from './download.ts'
import { VideoTranslationError } from './errors.ts'
import { getMany, type GetManyOptions } from './get-many.ts'
import { createHttp, type Call, type Http } from './http/http.ts'
import { isStatus } from './http/problem.ts'
import { RETRY_DEFAULTS, type RetryOptions } from './http/retry.ts'
import { list, type ListOptions, type TranslationList } from './listing.ts'
import { type Logger, silent } from './logger.ts'
import type { Outcome } from './outcome.ts'
import { createReadTranslation, type ReadTranslation } from './read-translation.ts'
import { parseResumeToken, type ResumeToken } from './resume-token.ts'
import { shareTransport } from './transport-of.ts'
import type { EngineInfo, Translation, TranslationEvent } from './translation.ts'
import { pathOf } from './waiting/ask.ts'
import { awaitEnds, type WaitContext } from './waiting/await-ends.ts'
import { createHub, type Hub } from './waiting/hub.ts'
import type { WaitOptions, WatchOptions } from './waiting/wait-options.ts'
import { createWatch, type Watch } from './waiting/watch.ts'

/** How a client behaves. */
export interface ClientOptions {
  /** Sent as `Authorization: Bearer`, to this server only. */
  apiKey?: string
  /** Further headers for every request to this server. */
  headers?: Record<string, string>
  /** Makes the requests. Default: the global `fetch`. */
  fetch?: typeof fetch
  /** How long one request may take, in milliseconds, its answer's body included. Default 30,000. */
  timeoutMs?: number
  /** How failed requests are repeated. */
  retry?: RetryOptions
  /** Told what the client does. Default: nobody. */
  logger?: Logger
  /** Defaults for every wait and watch. */
  waiting?: Omit<WaitOptions, 'signal'>
}

/** What every verb takes. */
export interface RequestOptions {
  /** Ends it at once, with the signal's own reason. */
  signal?: AbortSignal
  /** For each attempt, in milliseconds. Default: the client's. */
  timeoutMs?: number
}

/** How `wait`, `translate` and `resume` tell the end: by result or exception, or, with `settle`, by an {@link Outcome}. */
type Settle = { settle: true }
type Throw = { settle?: false }

/** Starts translations on a server, follows them, and collects what they produced. Make one and share it. */
export class VideoTranslationClient implements AsyncDisposable {
  readonly #http: Http
  readonly #read: ReadTranslation
  readonly #hub: Hub
  readonly #waiting: WaitContext
  readonly #waitDefaults: WaitOptions

  /** @throws {VideoTranslationError} `invalid_argument` when `baseUrl` is not an http(s) URL. */
  constructor(baseUrl: string | URL, options: ClientOptions = {}) {
    const { apiKey, headers, timeoutMs = 30_000, retry, logger: log = silent, waiting = {} } = options
    const http = createHttp({
      baseUrl: parseBaseUrl(baseUrl),
      headers: { ...headers, ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      // Called without a receiver: browsers refuse a `fetch` that is a method of something else.
      fetch: options.fetch ?? ((...args) => fetch(...args)),
      timeoutMs,
      retry: { ...RETRY_DEFAULTS, ...retry },
      log,
    })
    shareTransport(this, http)
    this.#http = http
    this.#read = createReadTranslation(log)
    this.#hub = createHub(http, this.#read)
    this.#waitDefaults = waiting
    this.#waiting = { hub: this.#hub, log, server: http.baseUrl, cancel: (id) => this.cancel(id) }
  }

  /**
   * Starts a translation, uploading its source first where it is not a URL.
   * @throws {ApiError} where the server refuses it, e.g. a language that the engine cannot do.
   */
  async create(request: CreateRequest, options: CreateOptions = {}): Promise<Translation> {
    const translation = await create(this.#http, this.#read, request, options)
    this.#hub.created(translation.id)
    return translation
  }

  /** How it stands. @throws {ApiError} 404 where there is no such translation. */
  async get(id: string, options: RequestOptions = {}): Promise<Translation> {
    return await this.#translation(id, '', options)
  }

  /** How each stands, in the order of `ids`, by as few requests as possible. Rejects only for an abort. */
  async getMany(ids: readonly string[], options: GetManyOptions = {}): Promise<Outcome[]> {
    return await getMany({ http: this.#http, read: this.#read }, ids, options)
  }

  /** All that match, newest first; `for await` them or take them by page. Requests are made as you read. */
  list(filter: ListOptions = {}): TranslationList {
    return list(this.#http, this.#read, filter)
  }

  /**
   * Waits until it is completed.
   * @throws {TranslationError} when it ends otherwise, or needs a person's input.
   * @throws {TimeoutError} after `timeoutMs` or `maxPolls`; the translation goes on.
   * @throws {ConnectionError} `outage`, when the server was out of reach for `outageMs`.
   */
  wait(id: string, options?: WaitOptions & Throw): Promise<Translation>
  /** Waits until it has ended, and tells what became of it. Rejects only for an abort. */
  wait(id: string, options: WaitOptions & Settle): Promise<Outcome>
  wait(id: string, options: WaitOptions & { settle?: boolean } = {}): Promise<Translation | Outcome> {
    return this.#wait(id, options)
  }

  /** Waits until each has ended, and tells what became of each, in the order of `ids`. Rejects only for an abort. */
  async waitMany(ids: readonly string[], options: WaitOptions = {}): Promise<Outcome[]> {
    return await awaitEnds(this.#waiting, ids, { ...this.#waitDefaults, ...options })
  }

  /** The states of one or several as they change, until all are final. Works with `await using`. */
  watch(ids: string | readonly string[], options: WatchOptions = {}): Watch {
    return createWatch(this.#waiting, [ids].flat(), { ...this.#waitDefaults, ...options })
  }

  /** Asks to stop it; what is final already stays as it is. Can be repeated. */
  async cancel(id: string, options: RequestOptions = {}): Promise<Translation> {
    this.#http.log.info('canceling', { translationId: id })
    return await this.#translation(id, '/cancel', options, 'POST')
  }

  /** Deletes it with all its files. Can be repeated: what is gone already is no error. */
  async delete(id: string, options: RequestOptions = {}): Promise<void> {
    this.#http.log.info('deleting', { translationId: id })
    try {
      await this.#http.send(callOf(id, '', options, 'DELETE'), (response) => response.body?.cancel())
    } catch (error) {
      if (!isStatus(error, 404, 410)) throw error
    }
  }

  /**
   * Gets an artifact by name, e.g. `es.mp4`. Goes on where it was after a broken connection.
   * @throws {VideoTranslationError} `no_such_artifact`, naming those there are.
   */
  async download(id: string, name: string, { signal }: { signal?: AbortSignal } = {}): Promise<Download> {
    const get = (): Promise<Translation> => this.get(id, { signal })
    return await download({ http: this.#http, id, name, signal, get })
  }

  /** `create` and `wait` in one. `timeoutMs` begins when it has been created. */
  translate(request: CreateRequest, options?: TranslateOptions & Throw): Promise<Translation>
  /** `create` and `wait` in one. Rejects only for an abort or where it could not be created. */
  translate(request: CreateRequest, options: TranslateOptions & Settle): Promise<Outcome>
  async translate(
    request: CreateRequest,
    options: TranslateOptions & { settle?: boolean } = {},
  ): Promise<Translation | Outcome> {
    const { signal, onUpload } = options
    const created = await this.create(request, { signal, onUpload })
    return await this.#wait(created.id, options, created)
  }

  /**
   * Goes on with a wait begun elsewhere, as `wait` would.
   * @throws {VideoTranslationError} `invalid_token` for what is not a token of this server.
   */
  resume(token: ResumeToken | string, options?: WaitOptions & Throw): Promise<Translation>
  /** Goes on with a wait begun elsewhere, for as many translations as the token names. */
  resume(token: ResumeToken | string, options: WaitOptions & Settle): Promise<Outcome[]>
  async resume(
    token: ResumeToken | string,
    { settle, ...options }: WaitOptions & { settle?: boolean } = {},
  ): Promise<Translation | Outcome[]> {
    const [id, ...others] = parseResumeToken(token, this.#http.baseUrl).ids as [string, ...string[]]
    if (settle) return await this.waitMany([id, ...others], options)
    if (others.length === 0) return await this.wait(id, options)
    throw new VideoTranslationError('This token names several translations; resume it with `settle: true`.', {
      code: 'invalid_argument',
    })
  }

  /** What happened to it so far, oldest first. */
  async events(id: string, options: RequestOptions = {}): Promise<TranslationEvent[]> {
    return await this.#http.send(callOf(id, '/events', options), (response) =>
      items<TranslationEvent>(response),
    )
  }

  /** What the server can translate with, and into what. */
  async engines(options: RequestOptions = {}): Promise<EngineInfo[]> {
    return await this.#http.send({ path: '/v1/engines', ...options }, (response) =>
      items<EngineInfo>(response),
    )
  }

  /** Ends every wait and request with an error whose code is `closed`. Translations go on. */
  close(): void {
    this.#http.close()
  }

  /** The same as {@link close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  async #wait(
    id: string,
    { settle, ...options }: WaitOptions & { settle?: boolean },
    known?: Translation,
  ): Promise<Translation | Outcome> {
    const merged = { ...this.#waitDefaults, ...options }
    const [outcome] = (await awaitEnds(this.#waiting, [id], merged, known)) as [Outcome]
    if (settle) return outcome
    if (outcome.error) throw outcome.error
    return outcome.translation as Translation
  }

  async #translation(
    id: string,
    rest: string,
    options: RequestOptions,
    method = 'GET',
  ): Promise<Translation> {
    return await this.#http.send(callOf(id, rest, options, method), async (response) =>
      this.#read(await response.json()),
    )
  }
}

/** How to create, and then to wait. */
export interface TranslateOptions extends WaitOptions, Pick<CreateOptions, 'onUpload'> {}

function parseBaseUrl(baseUrl: string | URL): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const fits = url && /^https?:$/.test(url.protocol) && !url.username && !url.password
  if (fits) return url.origin + url.pathname.replace(/\/+$/, '')
  // Not echoed: it may hold a password.
  throw new VideoTranslationError(
    'The base URL has to be like https://example.com, without user or password; a key goes in `apiKey`.',
    { code: 'invalid_argument' },
  )
}

function callOf(id: string, rest: string, options: RequestOptions, method = 'GET'): Call {
  if (!id)
    throw new VideoTranslationError('The id of the translation is missing.', { code: 'invalid_argument' })
  return { ...options, method, path: pathOf(id, rest), translationId: id }
}

async function items<T>(response: Response): Promise<T[]> {
  return ((await response.json()) as { items: T[] }).items
}
