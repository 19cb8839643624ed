import type { ClientOptions, TranslationStatus, VideoTranslationClient } from 'video-translation-client'
import type { Face, FaceName } from 'video-translation-simulator'

/** One protocol, with the face that plays its server, and what that server can do: all that the conformance suite has to know. */
export interface Dialect<Request> {
  /** As the protocol has it. */
  name: string
  face: FaceName | Face
  /** A client that speaks it to that server. */
  connect(options: Pick<ClientOptions, 'fetch' | 'logger'>): VideoTranslationClient<Request>
  /**
   * What starts a translation into these languages (BCP 47 tags; never more than `languages` says), from a URL where a source is
   * wanted. `webhook` is where to tell its end, where the server does that by request.
   */
  request(to: readonly string[], webhook: string): Request
  /** The request that starts one, `METHOD /path`; a `*` stands for one segment. */
  creates: string
  /** Most languages of one translation. Default: as many as one likes. */
  languages?: 1
  /** Ids of these servers look so, where not everything is an id. Nobody has this one. */
  unknownId?: string
  /** Requests that one look at a translation with one language takes, at most. Default: 1. */
  requestsPerLook?: number
  /** What the server has. What it has not, the client has to say. */
  can: Abilities
  /** How this server tells ends that others tell by these words, e.g. `error` for `canceled`. */
  endings?: Partial<Record<'canceled' | 'partial', TranslationStatus>>
  /** What `client.notify` takes of a webhook that the face delivered; undefined: nothing. Absent: it delivers none. */
  hintIn?(delivered: Request_): Promise<Hint | undefined>
}

type Request_ = globalThis.Request
type Hint = Parameters<VideoTranslationClient['notify']>[0]

export interface Abilities {
  cancel?: boolean
  delete?: boolean
  list?: boolean
  /** Several are asked for in one request. */
  bulk?: boolean
  /** Files by URLs. */
  artifacts?: boolean
  progress?: boolean
  /** Says that a person has to decide. Where it does not, such a translation is just not over. */
  needsInput?: boolean
  /** A word that nobody knows can come from it. */
  unknownStatus?: boolean
  /** A start whose answer was lost can be made good: by a key, or by looking. Where not, it fails and is not repeated. */
  repeatsCreate?: boolean
}
