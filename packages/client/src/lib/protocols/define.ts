import { type CreateOptions, createTimeoutMs } from '../create-options.ts'
import type { Http } from '../http/http.ts'
import type { CreateRequest } from '../create-request.ts'
import type { Protocol, TranslationRef } from '../protocol.ts'
import type { Translation } from '../translation.ts'
import { createBegunWork } from './begun-work.ts'
import type { ListFilter, SnapshotPage } from './list-filter.ts'
import { toTranslation, type VendorSnapshot } from './snapshot.ts'
import { toEditingVerbs, type VendorEditing } from './vendor-editing.ts'
import type { StatusMap } from './status-map.ts'

/** A protocol in the server's own terms. See {@link Protocol} for each verb. */
export interface ProtocolDefinition<Request = CreateRequest> extends Pick<
  Protocol<Request>,
  'name' | 'prior' | 'headers' | 'problem' | 'delete' | 'artifactPath' | 'partsOf'
> {
  /** The status for each word that the server uses. */
  words: StatusMap
  /** Requests made through `http` have at least two minutes, unless they set a timeout. */
  create(http: Http, request: Request, options: CreateOptions): Promise<VendorSnapshot>
  get(http: Http, ref: TranslationRef): Promise<VendorSnapshot>
  bulk?: {
    most: number
    /** In any order. Translations that the server does not have are left out. */
    get(http: Http, refs: readonly TranslationRef[]): Promise<VendorSnapshot[]>
  }
  list?(http: Http, filter: ListFilter): Promise<SnapshotPage>
  cancel?(http: Http, id: string): Promise<VendorSnapshot>
  /** The verbs by which people correct a translation. */
  editing?: VendorEditing
}

/** A protocol with its status words, e.g. for a table in a document. */
export interface DefinedProtocol<Request = CreateRequest> extends Protocol<Request> {
  readonly words: StatusMap
}

/**
 * Makes a protocol from the specifics of a server. The client adds the rest: when to poll, how
 * often to retry, versions, unknown status words, and one status for several targets.
 */
export function defineProtocol<Request = CreateRequest>(
  definition: ProtocolDefinition<Request>,
): DefinedProtocol<Request> {
  const { create, get, bulk, list, cancel, editing, ...rest } = definition
  const begun = createBegunWork()
  const toNext = (facts: VendorSnapshot, latest: Translation | undefined, http: Http) =>
    toTranslation(definition, { ...facts, ...begun.since(facts, latest, http) }, latest, http.log)
  const toNew = (snapshot: VendorSnapshot, http: Http) => toNext(snapshot, undefined, http) as Translation
  const toBegun = (snapshot: VendorSnapshot, http: Http) => begun.note(toNew(snapshot, http), http)

  return {
    ...rest,
    create: async (http, request, options) => {
      const createHttp = http.with({ timeoutMs: createTimeoutMs(http, options) })
      return toNew(await create(createHttp, request, options), http)
    },
    get: async (http, ref) => toNext(await get(http, ref), ref.latest, http),
    ...(bulk && {
      bulk: {
        most: bulk.most,
        get: async (http, refs) => {
          const latest = new Map(refs.map((ref) => [ref.id, ref.latest]))
          const snapshots = await bulk.get(http, refs)
          return new Map(snapshots.map((each) => [each.id, toNext(each, latest.get(each.id), http)]))
        },
      },
    }),
    ...(editing && { editing: toEditingVerbs(editing, toBegun) }),
    ...(cancel && { cancel: async (http, id) => toNew(await cancel(http, id), http) }),
    ...(list && {
      list: async (http, filter) => {
        const { items, nextCursor } = await list(http, filter)
        return { items: items.map((item) => toNew(item, http)), ...(nextCursor && { nextCursor }) }
      },
    }),
  }
}
