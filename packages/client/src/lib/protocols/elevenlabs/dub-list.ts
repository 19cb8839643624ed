import type { Http } from '../../http/http.ts'
import type { TranslationStatus } from '../../translation.ts'
import { bodiesIn, type Body, lacks, textIn } from '../answers.ts'
import { type Filter, matches, type Page } from '../list-filter.ts'
import type { Sighting } from '../sighting.ts'
import { readBody } from './answers.ts'
import { dubSighting } from './dub-sighting.ts'
import { DUB_WORDS } from './words.ts'

export const MOST_DUBS_A_PAGE = 200

/** One page of dubs, newest first. Each is a translation of its own: the list does not tell which were started together. */
export async function listDubs(http: Http, filter: Filter): Promise<Page> {
  const { cursor, limit, status } = filter
  const words = status && wordsFor(status)
  if (words?.length === 0) return { items: [] }
  const query = new URLSearchParams()
  if (cursor) query.set('cursor', cursor)
  if (limit) query.set('page_size', String(Math.min(limit, MOST_DUBS_A_PAGE)))
  words?.forEach((word) => query.append('dubbing_statuses', word))
  const { dubs, nextCursor } = await dubPage(http, query)
  const items = dubs.flatMap(itemOf)
  return {
    items: items.filter((item) => matches(item, filter, 'elevenlabs')),
    // A cursor that leads nowhere else would lead round in a circle.
    nextCursor: nextCursor === cursor ? undefined : nextCursor,
  }
}

/** `DubbingMetadataPageResponseModel` of the SDK. */
export async function dubPage(
  http: Http,
  query: URLSearchParams,
): Promise<{ dubs: Body[]; nextCursor: string | undefined }> {
  const {
    dubs,
    has_more: hasMore,
    next_cursor: next,
  } = await http.send({ path: '/v1/dubbing', query }, readBody)
  if (!Array.isArray(dubs)) lacks('a list of dubs')
  return { dubs: bodiesIn(dubs), nextCursor: hasMore === false ? undefined : textIn(next) }
}

function itemOf(body: Body): Sighting[] {
  const id = textIn(body['dubbing_id'])
  return id && textIn(body['status']) ? [dubSighting([{ id, body }])] : []
}

function wordsFor(status: readonly TranslationStatus[]): string[] {
  return Object.entries(DUB_WORDS).flatMap(([word, meaning]) =>
    typeof meaning === 'string' && status.includes(meaning) ? [word] : [],
  )
}
