import type { Http } from '../../http/http.ts'
import { asObject, asObjects, asText, type JsonObject, throwInvalidResponse } from '../parse.ts'
import { type ListFilter, matchesFilter, matchesStatus, type SnapshotPage } from '../list-filter.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import { isId, listedIds } from './ids.ts'
import { toSnapshot } from './snapshot.ts'
import type { AzureApi } from './api.ts'
import { AZURE_WORDS } from './words.ts'

/**
 * One page of translations, each with one language. Azure cannot filter, so a page may become
 * empty.
 */
export async function list(api: AzureApi, http: Http, filter: ListFilter): Promise<SnapshotPage> {
  const first = filter.limit ? `maxpagesize=${filter.limit}` : ''
  const query = new URLSearchParams(filter.cursor ?? first)
  const { value, nextLink } = await api.get(http, '/translations', query)
  if (!Array.isArray(value)) throwInvalidResponse('no list in `value`')
  const items = asObjects(value).flatMap((each) => itemOf(each, http))
  return {
    items: items.filter(
      (item) => matchesFilter(item, filter, 'azure') && matchesStatus(item, filter, AZURE_WORDS, http.log),
    ),
    nextCursor: cursorIn(nextLink, filter.cursor),
  }
}

function itemOf(translation: JsonObject, http: Http): VendorSnapshot[] {
  const id = asText(translation['id'])
  if (!isId(id)) return []
  const iteration = asObject(translation['latestIteration'])
  const locale = asText(asObject(translation['input'])?.['targetLocale'])
  const ids = listedIds(id, asText(iteration?.['id']), locale)
  return [toSnapshot([{ ids, translation, iteration }], { nowMs: http.clock.now() })]
}

/** Takes the query of the link but not its host, so that the key goes to no other server. */
function cursorIn(nextLink: unknown, current: string | undefined): string | undefined {
  const [, query = ''] = (asText(nextLink) ?? '').split('?')
  const next = new URLSearchParams(query)
  next.delete('api-version')
  const cursor = next.toString()
  // A link to the same page would never end.
  return cursor !== '' && cursor !== current ? cursor : undefined
}
