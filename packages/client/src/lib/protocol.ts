import type { EngineInfo } from './engine-info.ts'
import type { CreateCall } from './create-options.ts'
import { invalid } from './errors.ts'
import type { Call, Http } from './http/http.ts'
import type { Logger } from './logger.ts'
import type { CreateRequest } from './create-request.ts'
import type { DurationPrior } from './duration-prior.ts'
import type { EditingVerbs } from './editing-verbs.ts'
import type {
  ProblemDocument,
  Translation,
  TranslationEvent,
  TranslationFilter,
  TranslationPage,
} from './translation.ts'

/** A translation to get: its id, and the newest state that the client has. */
export interface TranslationRef {
  readonly id: string
  readonly latest?: Translation | undefined
}

/** Options of `list`. */
export interface ListOptions extends Omit<TranslationFilter, 'after'> {
  /** Translations per page. Default: the server's. */
  limit?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * The wire format of one kind of server: its requests, and the meaning of its answers. The given
 * `http` does the rest: retries, limits, and the caller's signal.
 *
 * Leave out verbs that the server lacks. Calling them throws `not_supported`.
 */
export interface Protocol<Request = CreateRequest> {
  readonly name: string
  /** How long translations take on such a server, before the client has seen any end. */
  readonly prior?: DurationPrior
  /** Headers that carry the API key. */
  headers(apiKey: string): Record<string, string>
  /** Reads the body of an error answer. Default: it is a problem document (RFC 9457). */
  problem?(body: unknown): Partial<ProblemDocument> | undefined
  /** Starts a translation. A repeated request must not start a second one. */
  create(http: Http, request: Request, options: CreateCall): Promise<Translation>
  /** Gets the state. Undefined means that `latest` is current. */
  get(http: Http, it: TranslationRef): Promise<Translation | undefined>
  /** Gets several in one request. */
  readonly bulk?: {
    /** The limit of ids in one request. */
    readonly most: number
    /** Gets the state of each that exists. Undefined means that `latest` is current. */
    get(http: Http, refs: readonly TranslationRef[]): Promise<Map<string, Translation | undefined>>
  }
  /** Gets one page of the translations that match, newest first. */
  list?(
    http: Http,
    filter: Omit<ListOptions, 'signal'> & { cursor?: string | undefined },
  ): Promise<TranslationPage>
  cancel?(http: Http, id: string): Promise<Translation>
  delete?(http: Http, id: string): Promise<void>
  events?(http: Http, id: string): Promise<TranslationEvent[]>
  engines?(http: Http): Promise<EngineInfo[]>
  /** The verbs by which people correct a translation. */
  readonly editing?: Partial<EditingVerbs>
  /** The path on the server of an artifact without a URL. */
  artifactPath?(id: string, name: string): string
  /** Receives the changes of many translations on one connection. */
  readonly stream?: {
    call(refs: { id: string; version: number }[]): Call
    read(data: unknown, log: Logger): Translation
  }
  /** Like `get`, with a long poll: the server answers on change, or after some time. */
  hold?(http: Http, it: TranslationRef): Promise<Translation | undefined>
  /** The server's own ids that the id of a translation consists of. Webhooks name these. */
  partsOf?(id: string): readonly string[]
}

/**
 * Gets the state of each, in one request if possible. Undefined means that `latest` is current.
 * Translations that the server does not have are absent.
 */
export async function getStates(
  protocol: Protocol<never>,
  http: Http,
  refs: readonly TranslationRef[],
  verb: 'get' | 'hold' = 'get',
): Promise<Map<string, Translation | undefined>> {
  if (refs.length > 1 && protocol.bulk)
    return await protocol.bulk.get(http.with({ translationIds: refs.map(({ id }) => id) }), refs)
  const [it] = refs as [TranslationRef]
  return new Map([[it.id, await protocol[verb]?.(http.with({ translationId: it.id }), it)]])
}

/** Gets an optional verb. @throws {VideoTranslationError} `not_supported` if it is missing. */
export function requireVerb<Verb extends 'list' | 'cancel' | 'delete'>(
  protocol: Protocol<never>,
  verb: Verb,
): NonNullable<Protocol<never>[Verb]> {
  const does = protocol[verb]
  if (does) return does as NonNullable<Protocol<never>[Verb]>
  throw invalid(`The protocol ${protocol.name} has no ${verb}.`, 'not_supported')
}
