import type { Http } from '../../../http/http.ts'
import type { TranslationStatus } from '../../../translation.ts'
import { asObjects, asText, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import { type ListFilter, matchesFilter, type SnapshotPage } from '../../list-filter.ts'
import type { VendorSnapshot } from '../../snapshot.ts'
import { readBody } from '../api.ts'
import { toSnapshot } from './snapshot.ts'
import { DUB_WORDS } from '../words.ts'

export const MAX_PAGE_SIZE = 200

/**
 * One page of dubs, newest first. The list does not show which belong together, so each stands
 * alone.
 */
export async function listDubs(http: Http, filter: ListFilter): Promise<SnapshotPage> {
  const { cursor, limit, status } = filter
  const words = status && wordsFor(status)
  if (words?.length === 0) return { items: [] }
  const query = new URLSearchParams()
  if (cursor) query.set('cursor', cursor)
  if (limit) query.set('page_size', String(Math.min(limit, MAX_PAGE_SIZE)))
  words?.forEach((rawStatus) => query.append('dubbing_statuses', rawStatus))
  const { dubs, nextCursor } = await dubPage(http, query)
  const items = dubs.flatMap(itemOf)
  return {
    items: items.filter((item) => matchesFilter(item, filter, 'elevenlabs')),
    // A cursor to the same page would never end.
    nextCursor: nextCursor === cursor ? undefined : nextCursor,
  }
}

/** `DubbingMetadataPageResponseModel` of the SDK. */
export async function dubPage(
  http: Http,
  query: URLSearchParams,
): Promise<{ dubs: JsonObject[]; nextCursor: string | undefined }> {
  const {
    dubs,
    has_more: hasMore,
    next_cursor: next,
  } = await http.send({ path: '/v1/dubbing', query }, readBody)
  if (!Array.isArray(dubs)) throwInvalidResponse('no list in `dubs`')
  return { dubs: asObjects(dubs), nextCursor: hasMore === false ? undefined : asText(next) }
}

function itemOf(body: JsonObject): VendorSnapshot[] {
  const id = asText(body['dubbing_id'])
  return id && asText(body['status']) ? [toSnapshot([{ id, body }])] : []
}

function wordsFor(status: readonly TranslationStatus[]): string[] {
  return Object.entries(DUB_WORDS).flatMap(([rawStatus, meaning]) =>
    typeof meaning === 'string' && status.includes(meaning) ? [rawStatus] : [],
  )
}
