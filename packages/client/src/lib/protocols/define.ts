import { type CreateOptions, createTimeoutMs } from '../create-options.ts'
import type { Http } from '../http/http.ts'
import type { ListOptions } from '../protocol.ts'
import type { CreateRequest } from '../native/create.ts'
import type { Known, Protocol } from '../protocol.ts'
import type { Translation } from '../translation.ts'
import type { Words } from './meaning.ts'
import { type Sighting, translationOf } from './sighting.ts'

/** A protocol in the server's own terms: what it shows, and what its words mean. See {@link Protocol} for each verb. */
export interface ProtocolDefinition<Request = CreateRequest> extends Pick<
  Protocol<Request>,
  'name' | 'guess' | 'headers' | 'problem' | 'delete' | 'artifactPath' | 'partsOf'
> {
  /** Every word for a status that the server is known to use. */
  words: Words
  /** What it sends through `http` has the time of a start, at least two minutes, unless it says otherwise. */
  create(http: Http, request: Request, options: CreateOptions): Promise<Sighting>
  get(http: Http, it: Known): Promise<Sighting>
  bulk?: {
    most: number
    /** In any order; those that the server does not have are left out. */
    get(http: Http, those: readonly Known[]): Promise<Sighting[]>
  }
  list?(
    http: Http,
    filter: Omit<ListOptions, 'signal'> & { cursor?: string | undefined },
  ): Promise<{ items: Sighting[]; nextCursor?: string | undefined }>
  cancel?(http: Http, id: string): Promise<Sighting>
}

/** A protocol whose words can be looked up, e.g. for a table in a document. */
export interface DefinedProtocol<Request = CreateRequest> extends Protocol<Request> {
  readonly words: Words
}

/**
 * Makes a protocol of what is particular about a server. Everything else is the client's: when to ask and how often to repeat,
 * changes told by servers that have no versions, unknown words, statuses of several targets as one.
 */
export function defineProtocol<Request = CreateRequest>(
  definition: ProtocolDefinition<Request>,
): DefinedProtocol<Request> {
  const { create, get, bulk, list, cancel, ...rest } = definition
  const first = (sighting: Sighting, { log }: Http): Translation =>
    translationOf(definition, sighting, undefined, log) as Translation

  return {
    ...rest,
    create: async (http, request, options) => {
      const patient = http.with({ timeoutMs: createTimeoutMs(http, options) })
      return first(await create(patient, request, options), http)
    },
    get: async (http, it) => translationOf(definition, await get(http, it), it, http.log),
    ...(bulk && { bulk: { most: bulk.most, get: readBulk } }),
    ...(cancel && { cancel: async (http, id) => first(await cancel(http, id), http) }),
    ...(list && {
      list: async (http, filter) => {
        const { items, nextCursor } = await list(http, filter)
        return { items: items.map((item) => first(item, http)), ...(nextCursor && { nextCursor }) }
      },
    }),
  }

  async function readBulk(
    http: Http,
    those: readonly Known[],
  ): Promise<Map<string, Translation | undefined>> {
    const known = new Map(those.map((it) => [it.id, it]))
    const seen = (await bulk?.get(http, those)) ?? []
    return new Map(seen.map((it) => [it.id, translationOf(definition, it, known.get(it.id), http.log)]))
  }
}
