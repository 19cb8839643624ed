import type { CreateOptions } from './create-options.ts'
import { invalid } from './errors.ts'
import type { Call, Http } from './http/http.ts'
import type { Logger } from './logger.ts'
import type { CreateRequest } from './create-request.ts'
import type { DurationPrior } from './duration-prior.ts'
import type {
  EngineInfo,
  ProblemDocument,
  Translation,
  TranslationEvent,
  TranslationFilter,
  TranslationPage,
} from './translation.ts'

/** What is known of a translation when it is asked for. */
export interface TranslationRef {
  readonly id: string
  readonly latest?: Translation | undefined
}

/** Which translations to list, and how. */
export interface ListOptions extends TranslationFilter {
  /** Translations a page. Default: the server's. */
  limit?: number
  signal?: AbortSignal
}

/**
 * The wire dialect of one kind of server: which requests it takes, and what its answers mean. When to ask, how often to
 * repeat and for how long is not its matter: the `http` that it is given sees to that, and ends with the caller's signal.
 * Verbs that a server does not have are left out; calling them tells so.
 */
export interface Protocol<Request = CreateRequest> {
  readonly name: string
  /** How long such a server takes for a translation, as far as anyone knows before some have ended. */
  readonly guess?: DurationPrior
  /** Headers that tell who asks. */
  headers(apiKey: string): Record<string, string>
  /** What the body of an error answer says. Default: it is a problem document (RFC 9457). */
  problem?(body: unknown): Partial<ProblemDocument> | undefined
  /** Starts a translation. A repeated request must not start a second one. */
  create(http: Http, request: Request, options: CreateOptions): Promise<Translation>
  /** How it stands; undefined: as it is known already. */
  get(http: Http, it: TranslationRef): Promise<Translation | undefined>
  /** Asks for several in one request. */
  readonly bulk?: {
    /** As many as one request takes. */
    readonly most: number
    /** How each stands that the server has; undefined: as it is known already. */
    get(http: Http, those: readonly TranslationRef[]): Promise<Map<string, Translation | undefined>>
  }
  /** One page of those that match, newest first. */
  list?(
    http: Http,
    filter: Omit<ListOptions, 'signal'> & { cursor?: string | undefined },
  ): Promise<TranslationPage>
  cancel?(http: Http, id: string): Promise<Translation>
  delete?(http: Http, id: string): Promise<void>
  events?(http: Http, id: string): Promise<TranslationEvent[]>
  engines?(http: Http): Promise<EngineInfo[]>
  /** Where an artifact is that has no URL, as a path on the server. */
  artifactPath?(id: string, name: string): string
  /** The server tells every change of many on one connection. */
  readonly stream?: {
    call(those: { id: string; version: number }[]): Call
    read(data: unknown, log: Logger): Translation
  }
  /** As `get`, by a request that the server answers when something has changed, or after some time. */
  hold?(http: Http, it: TranslationRef): Promise<Translation | undefined>
  /** The server's own ids that a translation's id is made of, where those are several or others; webhooks name them. */
  partsOf?(id: string): readonly string[]
}

/** How each stands, by one request where that can be: missing is what the server does not have, undefined what is not new. */
export async function getStates(
  protocol: Protocol<never>,
  http: Http,
  those: readonly TranslationRef[],
  verb: 'get' | 'hold' = 'get',
): Promise<Map<string, Translation | undefined>> {
  if (those.length > 1 && protocol.bulk)
    return await protocol.bulk.get(http.with({ translationIds: those.map(({ id }) => id) }), those)
  const [it] = those as [TranslationRef]
  return new Map([[it.id, await protocol[verb]?.(http.with({ translationId: it.id }), it)]])
}

/** A verb that the protocol may lack. @throws {VideoTranslationError} `not_supported` where it does. */
export function requireVerb<Verb extends 'list' | 'cancel' | 'delete' | 'events' | 'engines'>(
  protocol: Protocol<never>,
  verb: Verb,
): NonNullable<Protocol<never>[Verb]> {
  const does = protocol[verb]
  if (does) return does as NonNullable<Protocol<never>[Verb]>
  throw invalid(`The protocol ${protocol.name} has no ${verb}.`, 'not_supported')
}
