import type { Http } from '../../http/http.ts'
import { asText, type JsonObject } from '../parse.ts'
import { type ListFilter, matchesFilter, matchesStatus, type SnapshotPage } from '../list-filter.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import { readPage } from './envelope.ts'
import { toSnapshots } from './snapshot.ts'
import { V3_PATH } from './v3.ts'
import { HEYGEN_WORDS } from './words.ts'

/**
 * One page of translations, each with one language. HeyGen cannot filter, so a page may become
 * empty.
 */
export async function list(http: Http, filter: ListFilter): Promise<SnapshotPage> {
  const { limit, cursor } = filter
  const query = new URLSearchParams({
    ...(limit && { limit: String(Math.min(100, limit)) }),
    ...(cursor && { token: cursor }),
  })
  const { items, nextToken } = await http.send({ path: V3_PATH, query }, readPage)
  return {
    items: items
      .flatMap(itemOf)
      .filter(
        (item) =>
          matchesFilter(item, filter, 'heygen') && matchesStatus(item, filter, HEYGEN_WORDS, http.log),
      ),
    // A cursor to the same page would never end.
    ...(nextToken && nextToken !== cursor && { nextCursor: nextToken }),
  }
}

function itemOf(body: JsonObject): VendorSnapshot[] {
  const id = asText(body['id'])
  if (!id || !asText(body['status'])) return []
  return toSnapshots({ id }, { details: new Map([[id, body]]), summaries: new Map() })
}
