// Users whose `lib` ends at ES2023 need this for `AsyncDisposable`.
/// <reference lib="esnext.disposable" preserve="true" />
import type { CueEditResult, CuePage } from './cue.ts'
import { CREATE_KINDS, type CreateOptions } from './create-options.ts'
import type { Approval, ChosenTargets, CueEditRequest, CuesOptions, MoreTargets } from './editing-verbs.ts'
import type { LaterVerb } from './later-verbs.ts'
import type { Download } from './download.ts'
import type { ListOptions } from './protocol.ts'
import { type ClientOptions, type Core, createCore } from './core.ts'
import type { ResumeToken } from './errors.ts'
import type { GetManyOptions } from './get-many.ts'
import { loadPart } from './load-part.ts'
import { list, type TranslationList } from './listing.ts'
import type { CreateRequest } from './create-request.ts'
import { type Outcome, resultOf } from './outcome.ts'
import { CLIENT_CORES } from './client-core.ts'
import type { EngineInfo } from './engine-info.ts'
import type { Translation, TranslationEvent } from './translation.ts'
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

/** Options of every verb that makes one request. */
export interface RequestOptions {
  /** Ends the call at once, with the signal's own reason. */
  signal?: AbortSignal | undefined
  /** The time limit of each attempt, in milliseconds. Default: the client's. */
  timeoutMs?: number | undefined
}

/**
 * With `settle`, `wait`, `translate` and `resume` resolve with an {@link Outcome}. Without it they
 * resolve with the translation, or throw.
 */
type Settle = { settle: true }
type Throw = { settle?: false | undefined }
type AnyWaitOptions = WaitOptions & { settle?: boolean | undefined }

const GET_MANY_KINDS: OptionKinds<GetManyOptions> = { signal: 'object', concurrency: 'count' }

const SETTLING_KINDS: OptionKinds<AnyWaitOptions> = { ...WAIT_KINDS, settle: 'boolean' }

/**
 * Starts translations on a server, follows them, and collects what they produced. Make one and
 * share it. The protocol defines the type of the request for `create`.
 */
export class VideoTranslationClient<Request = CreateRequest> implements AsyncDisposable {
  readonly #core: Core<Request>

  /** @throws {VideoTranslationError} `invalid_argument` when `baseUrl` is not an http(s) URL. */
  constructor(baseUrl: string | URL, options: ClientOptions<Request> = {}) {
    this.#core = createCore(baseUrl, options)
    CLIENT_CORES.set(this, this.#core)
  }

  /**
   * Starts a translation. A source that is not a URL is uploaded first.
   * @throws {ApiError} when the server refuses it, e.g. for a language that the engine lacks.
   */
  async create(request: Request, options: CreateOptions = {}): Promise<Translation> {
    checkOptions('create', options, CREATE_KINDS)
    const { create } = await this.#load(() => import('./create.ts'), options)
    return await create(this.#core, request, options)
  }

  /** Gets the current state. @throws {ApiError} 404 when there is no such translation. */
  async get(id: string, options: RequestOptions = {}): Promise<Translation> {
    checkId(id)
    checkOptions('get', options, REQUEST_KINDS)
    const { http, protocol } = this.#core
    return (await loggingFailure(http.log, 'get', id, () =>
      protocol.get(http.with({ ...options, translationId: id }), { id }),
    )) as Translation
  }

  /**
   * Gets the current state of each, in the order of `ids`, with as few requests as possible.
   * Rejects only on abort, or when its code cannot be loaded.
   */
  async getMany(ids: readonly string[], options: GetManyOptions = {}): Promise<Outcome[]> {
    checkOptions('getMany', options, GET_MANY_KINDS)
    ids.forEach(checkId)
    const { getMany } = await this.#load(() => import('./get-many.ts'), options)
    return await getMany(this.#core, ids, options)
  }

  /**
   * Lists all translations that match, newest first: use `for await`, or take one page at a time.
   * Requests are made as you read.
   */
  list(filter: ListOptions = {}): TranslationList {
    return list((...call) => this.#later('list', undefined, ...call), filter)
  }

  /**
   * Waits until the translation is completed.
   * @throws {TranslationError} when it ends otherwise, or needs a person's input.
   * @throws {TimeoutError} after `timeoutMs` or `maxPolls`; the translation goes on.
   * @throws {ConnectionError} `outage` when the server was out of reach for `outageMs`.
   */
  wait(id: string, options?: WaitOptions & Throw): Promise<Translation>
  /**
   * Waits until the translation has ended, and returns its outcome. Rejects only on abort and, with
   * `shareWaits: false`, when its code cannot be loaded.
   */
  wait(id: string, options: WaitOptions & Settle): Promise<Outcome>
  // With a second async function, 100,000 open waits would need a fifth more memory.
  async wait(id: string, options: AnyWaitOptions = {}): Promise<Translation | Outcome> {
    checkWaitOptions('wait', options, SETTLING_KINDS, this.#core.waitDefaults)
    checkId(id)
    const [outcome] = (await this.#core.waiting.awaitEnds([id], options)) as [Outcome]
    return resultOf(outcome, options.settle)
  }

  /**
   * Waits until each translation has ended, and returns the outcomes in the order of `ids`.
   * Rejects only on abort and, with `shareWaits: false`, when its code cannot be loaded.
   */
  async waitMany(ids: readonly string[], options: WaitOptions = {}): Promise<Outcome[]> {
    checkWaitOptions('waitMany', options, WAIT_KINDS, this.#core.waitDefaults)
    ids.forEach(checkId)
    return await this.#core.waiting.awaitEnds(ids, options)
  }

  /**
   * Yields the states of translations as they change, until all are final. Works with `await
   * using`.
   */
  watch(ids: string | readonly string[], options: WatchOptions = {}): Watch {
    checkWaitOptions('watch', options, WATCH_KINDS, this.#core.waitDefaults)
    const all = [ids].flat()
    all.forEach(checkId)
    return createWatch(this.#core, all, options)
  }

  /** Asks the server to stop it. A final translation stays as it is. Can be repeated. */
  cancel(id: string, options?: RequestOptions): Promise<Translation> {
    return this.#later('cancel', id, {}, options)
  }

  /** Deletes it with all its files. Can be repeated: deleting what is gone is no error. */
  delete(id: string, options?: RequestOptions): Promise<void> {
    return this.#later('delete', id, {}, options)
  }

  /**
   * Gets an artifact by name, e.g. `es.mp4`. The download resumes after a broken connection.
   * @throws {VideoTranslationError} `no_such_artifact`, with the names of those that exist.
   */
  download(id: string, name: string, options?: RequestOptions): Promise<Download> {
    return this.#later('download', id, { name }, options)
  }

  /** Calls `create` and then `wait`. `timeoutMs` begins once the translation is created. */
  translate(request: Request, options?: TranslateOptions & Throw): Promise<Translation>
  /** Calls `create` and then `wait`. Rejects only on abort, or when the create fails. */
  translate(request: Request, options: TranslateOptions & Settle): Promise<Outcome>
  async translate(
    request: Request,
    options: TranslateOptions & AnyWaitOptions = {},
  ): Promise<Translation | Outcome> {
    const kinds = { ...SETTLING_KINDS, onUpload: 'function' as const }
    checkWaitOptions('translate', options, kinds, this.#core.waitDefaults)
    const { onUpload, ...waitOptions } = options
    const created = await this.create(request, { signal: options.signal, onUpload })
    const [outcome] = (await this.#core.waiting.awaitEnds([created.id], waitOptions, created)) as [Outcome]
    return resultOf(outcome, options.settle)
  }

  /**
   * Goes on with a wait that began elsewhere, as `wait` does.
   * @throws {VideoTranslationError} `invalid_token` when it is not a token of this server.
   */
  resume(token: ResumeToken | string, options?: WaitOptions & Throw): Promise<Translation>
  /** Goes on with a wait that began elsewhere, for all translations that the token names. */
  resume(token: ResumeToken | string, options: WaitOptions & Settle): Promise<Outcome[]>
  async resume(token: ResumeToken | string, options: AnyWaitOptions = {}): Promise<Translation | Outcome[]> {
    checkWaitOptions('resume', options, SETTLING_KINDS, this.#core.waitDefaults)
    const { resume } = await this.#load(() => import('./resume.ts'), options)
    return await resume(this.#core, token, options)
  }

  /**
   * Tells the client that a translation may have changed, e.g. because a webhook said so. Waits for
   * it ask the server at once. The hint itself is not trusted, so a forged one does no harm.
   * @returns whether anything waits for the translation.
   * @throws {VideoTranslationError} `invalid_argument` when the hint names no translation.
   */
  notify(payload: Hint): boolean {
    const { id, version } = readHint(payload)
    return this.#core.waiting.hint(id, version)
  }

  /** Reads all cues of a translation at one revision. @throws {ApiError} 404 `no_cues` */
  cues(id: string, options?: CuesOptions): Promise<CuePage> {
    return this.#later('cues', id, {}, options)
  }

  /**
   * Edits cues, all or none, if they are still at `revision`. The result stays until `apply`.
   * @throws {ApiError} 412 `outdated`; its `problem` has the cues that have changed since. 422
   * `edit_refused` names the cue and the rule.
   */
  editCues(id: string, request: CueEditRequest, options?: RequestOptions): Promise<CueEditResult> {
    return this.#later('editCues', id, request, options)
  }

  /**
   * Brings the results up to date with the cues, and does again only what edits have changed. Then
   * `wait` waits for the new results.
   */
  apply(id: string, request: ChosenTargets = {}, options?: RequestOptions): Promise<Translation> {
    return this.#later('apply', id, request, options)
  }

  /** Goes on after a review. @throws {ApiError} 409 `outdated` if the cues were edited since. */
  approve(id: string, request: Approval, options?: RequestOptions): Promise<Translation> {
    return this.#later('approve', id, request, options)
  }

  /** Tries again what failed or was canceled. */
  retry(id: string, request: ChosenTargets = {}, options?: RequestOptions): Promise<Translation> {
    return this.#later('retry', id, request, options)
  }

  /** Adds targets, or does existing ones again. */
  addTargets(id: string, request: MoreTargets, options?: RequestOptions): Promise<Translation> {
    return this.#later('addTargets', id, request, options)
  }

  /** Gets the history of a translation, oldest event first. */
  events(id: string, options?: RequestOptions): Promise<TranslationEvent[]> {
    return this.#later('events', id, {}, options)
  }

  /** Lists the engines of the server with the languages of each. */
  engines(options?: RequestOptions): Promise<EngineInfo[]> {
    return this.#later('engines', undefined, {}, options)
  }

  /**
   * Ends every wait and request with an error whose code is `closed`. Translations go on. A cancel
   * that `cancelOnAbort` has begun goes on, too.
   */
  close(): void {
    this.#core.http.close()
  }

  /** The same as {@link close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /** Calls a verb that few programs use, or that is used rarely. */
  async #later<Result>(
    verb: LaterVerb,
    id: string | undefined,
    request: object,
    options: RequestOptions = {},
  ): Promise<Result> {
    const { callLater } = await this.#load(() => import('./later-verbs.ts'), options)
    return (await callLater(this.#core, verb, { id, request, options })) as Result
  }

  async #load<Part>(load: () => Promise<Part>, options: RequestOptions): Promise<Part> {
    return await loadPart(load, this.#core.http, options)
  }
}

/** Options of `create` and of `wait`. */
export interface TranslateOptions extends WaitOptions, Pick<CreateOptions, 'onUpload'> {}
