// Users whose `lib` ends at ES2023 need this for `AsyncDisposable`.
/// <reference lib="esnext.disposable" preserve="true" />
import { CREATE_KINDS, type CreateOptions } from './create-options.ts'
import type { Download } from './download.ts'
import { requireVerb, type ListOptions, type Protocol } from './protocol.ts'
import { type ClientOptions, type Core, createCore } from './core.ts'
import type { ResumeToken } from './errors.ts'
import type { GetManyOptions } from './get-many.ts'
import { loadPart } from './load-part.ts'
import type { Http } from './http/http.ts'
import { unlessMissing } from './http/problem.ts'
import { list, type TranslationList } from './listing.ts'
import type { CreateRequest } from './create-request.ts'
import type { Outcome } from './outcome.ts'
import { shareHttp } from './client-http.ts'
import type { EngineInfo, Translation, TranslationEvent } from './translation.ts'
import { loggingFailure } from './logger.ts'
import { checkId, checkOptions, type OptionKinds, REQUEST_KINDS } from './options.ts'
import { readHint, type Hint } from './waiting/hint.ts'
import {
  checkWaitOptions,
  WAIT_KINDS,
  type WaitOptions,
  WATCH_KINDS,
  type WatchOptions,
} from './waiting/options/wait-options.ts'
import { createWatch, type Watch } from './waiting/watch.ts'

/** What every verb takes. */
export interface RequestOptions {
  /** Ends it at once, with the signal's own reason. */
  signal?: AbortSignal
  /** For each attempt, in milliseconds. Default: the client's. */
  timeoutMs?: number
}

/**
 * How `wait`, `translate` and `resume` tell the end: by result or exception, or, with `settle`, by
 * an {@link Outcome}.
 */
type Settle = { settle: true }
type Throw = { settle?: false }
type AnyWaitOptions = WaitOptions & { settle?: boolean }

const GET_MANY_KINDS: OptionKinds<GetManyOptions> = { signal: 'object', concurrency: 'count' }

const SETTLING_KINDS: OptionKinds<AnyWaitOptions> = { ...WAIT_KINDS, settle: 'boolean' }

/**
 * Starts translations on a server, follows them, and collects what they produced. Make one and
 * share it. What `create` takes is the protocol's.
 */
export class VideoTranslationClient<Request = CreateRequest> implements AsyncDisposable {
  readonly #core: Core<Request>

  /** @throws {VideoTranslationError} `invalid_argument` when `baseUrl` is not an http(s) URL. */
  constructor(baseUrl: string | URL, options: ClientOptions<Request> = {}) {
    this.#core = createCore(baseUrl, options)
    shareHttp(this, this.#core.http)
  }

  /**
   * Starts a translation, uploading its source first where it is not a URL.
   * @throws {ApiError} where the server refuses it, e.g. a language that the engine cannot do.
   */
  async create(request: Request, options: CreateOptions = {}): Promise<Translation> {
    checkOptions('create', options, CREATE_KINDS)
    const { create } = await loadPart(import('./create.ts'), options.signal)
    return await create(this.#core, request, options)
  }

  /** How it stands. @throws {ApiError} 404 where there is no such translation. */
  async get(id: string, options?: RequestOptions): Promise<Translation> {
    const call = (http: Http, protocol: Protocol<never>) => protocol.get(http, { id })
    return (await this.#ask('get', id, options, call)) as Translation
  }

  /**
   * How each stands, in the order of `ids`, by as few requests as possible. Rejects only for an
   * abort.
   */
  async getMany(ids: readonly string[], options: GetManyOptions = {}): Promise<Outcome[]> {
    checkOptions('getMany', options, GET_MANY_KINDS)
    ids.forEach(checkId)
    const { getMany } = await loadPart(import('./get-many.ts'), options.signal)
    return await getMany(this.#core, ids, options)
  }

  /**
   * All that match, newest first; `for await` them or take them by page. Requests are made as you
   * read.
   */
  list(filter: ListOptions = {}): TranslationList {
    return list(this.#core, filter)
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
  async wait(id: string, options: AnyWaitOptions = {}): Promise<Translation | Outcome> {
    checkWaitOptions('wait', options, SETTLING_KINDS, this.#core.waitDefaults)
    checkId(id)
    return await this.#wait(id, options)
  }

  /**
   * Waits until each has ended, and tells what became of each, in the order of `ids`. Rejects only
   * for an abort.
   */
  async waitMany(ids: readonly string[], options: WaitOptions = {}): Promise<Outcome[]> {
    checkWaitOptions('waitMany', options, WAIT_KINDS, this.#core.waitDefaults)
    ids.forEach(checkId)
    return await this.#core.waiting.awaitEnds(ids, options)
  }

  /** The states of one or several as they change, until all are final. Works with `await using`. */
  watch(ids: string | readonly string[], options: WatchOptions = {}): Watch {
    checkWaitOptions('watch', options, WATCH_KINDS, this.#core.waitDefaults)
    const all = [ids].flat()
    all.forEach(checkId)
    return createWatch(this.#core.waiting, all, options)
  }

  /** Asks to stop it; what is final already stays as it is. Can be repeated. */
  cancel(id: string, options?: RequestOptions): Promise<Translation> {
    return this.#ask('cancel', id, options, (http, protocol) => requireVerb(protocol, 'cancel')(http, id))
  }

  /** Deletes it with all its files. Can be repeated: what is gone already is no error. */
  async delete(id: string, options?: RequestOptions): Promise<void> {
    await this.#ask('delete', id, options, (http, protocol) =>
      unlessMissing(requireVerb(protocol, 'delete')(http, id)),
    )
  }

  /**
   * Gets an artifact by name, e.g. `es.mp4`. Goes on where it was after a broken connection.
   * @throws {VideoTranslationError} `no_such_artifact`, naming those there are.
   */
  async download(id: string, name: string, options?: { signal?: AbortSignal }): Promise<Download> {
    return await this.#ask('download', id, options, async (http, protocol) => {
      const { download } = await loadPart(import('./download.ts'), http.signal)
      return await download(http, protocol, id, name)
    })
  }

  /** `create` and `wait` in one. `timeoutMs` begins when it has been created. */
  translate(request: Request, options?: TranslateOptions & Throw): Promise<Translation>
  /** `create` and `wait` in one. Rejects only for an abort or where it could not be created. */
  translate(request: Request, options: TranslateOptions & Settle): Promise<Outcome>
  async translate(
    request: Request,
    options: TranslateOptions & AnyWaitOptions = {},
  ): Promise<Translation | Outcome> {
    const kinds = { ...SETTLING_KINDS, onUpload: 'function' as const }
    checkWaitOptions('translate', options, kinds, this.#core.waitDefaults)
    const { onUpload, ...waitOptions } = options
    const created = await this.create(request, { signal: options.signal, onUpload })
    return await this.#wait(created.id, waitOptions, created)
  }

  /**
   * Goes on with a wait begun elsewhere, as `wait` would.
   * @throws {VideoTranslationError} `invalid_token` for what is not a token of this server.
   */
  resume(token: ResumeToken | string, options?: WaitOptions & Throw): Promise<Translation>
  /** Goes on with a wait begun elsewhere, for as many translations as the token names. */
  resume(token: ResumeToken | string, options: WaitOptions & Settle): Promise<Outcome[]>
  async resume(token: ResumeToken | string, options: AnyWaitOptions = {}): Promise<Translation | Outcome[]> {
    checkWaitOptions('resume', options, SETTLING_KINDS, this.#core.waitDefaults)
    const { parseResumeToken } = await loadPart(import('./parse-resume-token.ts'), options.signal)
    const { settle, ...waitOptions } = options
    const ids = parseResumeToken(token, this.#core, settle)
    if (settle) return await this.#core.waiting.awaitEnds(ids, waitOptions)
    return (await this.#wait(ids[0] as string, waitOptions)) as Translation
  }

  /**
   * Says that something has happened to a translation, e.g. because a webhook said so: whoever
   * waits for it learns what, since the server is asked at once. The hint itself is not believed,
   * so a forged one can do no harm.
   * @returns whether anybody waits for it.
   * @throws {VideoTranslationError} `invalid_argument` for what names no translation.
   */
  notify(payload: Hint): boolean {
    const { id, version } = readHint(payload)
    return this.#core.waiting.hint(id, version)
  }

  /** What happened to it so far, oldest first. */
  events(id: string, options?: RequestOptions): Promise<TranslationEvent[]> {
    return this.#ask('events', id, options, (http, protocol) => requireVerb(protocol, 'events')(http, id))
  }

  /** What the server can translate with, and into what. */
  engines(options?: RequestOptions): Promise<EngineInfo[]> {
    return this.#request('engines', undefined, options, (http, protocol) =>
      requireVerb(protocol, 'engines')(http),
    )
  }

  /** Ends every wait and request with an error whose code is `closed`. Translations go on. */
  close(): void {
    this.#core.http.close()
  }

  /** The same as {@link close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  async #wait(id: string, options: AnyWaitOptions, known?: Translation): Promise<Translation | Outcome> {
    const [outcome] = (await this.#core.waiting.awaitEnds([id], options, known)) as [Outcome]
    if (options.settle) return outcome
    if (outcome.error) throw outcome.error
    return outcome.translation as Translation
  }

  async #ask<T>(
    verb: string,
    id: string,
    options: RequestOptions | undefined,
    call: (http: Http, protocol: Protocol<never>) => Promise<T>,
  ): Promise<T> {
    checkId(id)
    return await this.#request(verb, id, options, call)
  }

  async #request<T>(
    verb: string,
    translationId: string | undefined,
    options: RequestOptions = {},
    call: (http: Http, protocol: Protocol<never>) => Promise<T>,
  ): Promise<T> {
    checkOptions(verb, options, REQUEST_KINDS)
    const { http, protocol } = this.#core
    return await loggingFailure(http.log, verb, translationId, () =>
      call(http.with({ ...options, translationId }), protocol),
    )
  }
}

/** How to create, and then to wait. */
export interface TranslateOptions extends WaitOptions, Pick<CreateOptions, 'onUpload'> {}
