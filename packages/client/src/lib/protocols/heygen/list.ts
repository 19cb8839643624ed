import type { Http } from '../../http/http.ts'
import { type Body, textIn } from '../answers.ts'
import { type Filter, hasStatus, matches, type Page } from '../list-filter.ts'
import type { Sighting } from '../sighting.ts'
import { readPage } from './envelope.ts'
import { sightingOf } from './sight.ts'
import { V3_PATH } from './v3.ts'
import { HEYGEN_WORDS } from './words.ts'

/** One page of translations, each with one language. HeyGen filters nothing, so that a page may be left with few, or none. */
export async function list(http: Http, filter: Filter): Promise<Page> {
  const { limit, cursor } = filter
  const query = new URLSearchParams({
    ...(limit && { limit: String(Math.min(100, limit)) }),
    ...(cursor && { token: cursor }),
  })
  const { items, nextToken } = await http.send({ path: V3_PATH, query }, readPage)
  return {
    items: items
      .flatMap(itemOf)
      .filter((item) => matches(item, filter, 'heygen') && hasStatus(item, filter, HEYGEN_WORDS, http.log)),
    // The same page again would lead round in a circle.
    ...(nextToken && nextToken !== cursor && { nextCursor: nextToken }),
  }
}

function itemOf(body: Body): Sighting[] {
  const id = textIn(body['id'])
  if (!id || !textIn(body['status'])) return []
  return sightingOf({ id }, { details: new Map([[id, body]]), told: new Map() })
}
