import type {
  ClientOptions,
  EditingVerbs,
  TranslationStatus,
  VideoTranslationClient,
} from 'video-translation-client'
import type { Face, FaceName } from 'video-translation-simulator'

/** A protocol to test, the face that plays its server, and the abilities of that server. */
export interface Dialect<Request> {
  /** The name of the protocol. */
  name: string
  face: FaceName | Face
  /** Makes a client of that server. */
  connect(options: Pick<ClientOptions, 'fetch' | 'logger'>): VideoTranslationClient<Request>
  /**
   * The request that starts a translation into these languages (BCP 47 tags; at most `languages`),
   * from a URL if the server needs a source. `webhook` is the receiver, if the server takes one
   * with each request.
   */
  request(to: readonly string[], webhook: string): Request
  /** The HTTP request that starts one, `METHOD /path`. A `*` stands for one segment. */
  creates: string
  /** The most languages of one translation. Default: no limit. */
  languages?: 1
  /** A valid id that no translation has. Needed if the server refuses other texts. */
  unknownId?: string
  /** The most requests that a poll of a translation with one language takes. Default: 1. */
  requestsPerPoll?: number
  /** The server's abilities. The client has to refuse the others. */
  can: Abilities
  /** The statuses that this server uses instead of these, e.g. `error` for `canceled`. */
  endings?: Partial<Record<'canceled' | 'partial', TranslationStatus>>
  /**
   * Turns a delivered webhook into the argument of `client.notify`. Absent: the face delivers none.
   */
  notificationIn?(delivered: Request_): Promise<Hint | undefined>
  /** How people correct a translation. Absent: nobody can. */
  editing?: DialectEditing<Request>
}

/** How people correct a translation on this server. */
export interface DialectEditing<Request> {
  /** The verbs that the server has. The client has to refuse the others. */
  verbs: readonly (keyof EditingVerbs)[]
  /** The request for a translation that can be corrected. Default: as usual. */
  request?(to: readonly string[]): Request
  /** The verb that turns edits into a new result. */
  begin: 'apply' | 'approve'
  /** The ending of the subtitles that a result has. */
  subtitles: 'vtt' | 'srt'
  /** The HTTP request that makes edits, as in `creates`. */
  edits: string
}

type Request_ = globalThis.Request
type Hint = Parameters<VideoTranslationClient['notify']>[0]

export interface Abilities {
  cancel?: boolean
  delete?: boolean
  list?: boolean
  /** Gets several translations with one request. */
  bulk?: boolean
  /** Has files with URLs. */
  artifacts?: boolean
  progress?: boolean
  /** Reports that a person has to decide. Otherwise such a translation just does not end. */
  needsInput?: boolean
  /** Can send an unknown status word. Default: true. */
  unknownStatus?: boolean
  /**
   * A start with a lost response can be repeated, by a key or a search. Otherwise it fails.
   * Default: true.
   */
  repeatsCreate?: boolean
}
