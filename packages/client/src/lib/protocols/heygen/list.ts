import type { Http } from '../../http/http.ts'
import type { ListOptions } from '../../listing.ts'
import { type Body, textIn } from '../answers.ts'
import { meaningOf } from '../meaning.ts'
import type { Sighting } from '../sighting.ts'
import { readPage } from './envelope.ts'
import { sightingOf } from './sight.ts'
import { V3_PATH } from './v3.ts'
import { HEYGEN_WORDS } from './words.ts'

type Filter = Omit<ListOptions, 'signal'> & { cursor?: string | undefined }

/** One page of translations, each with one language. HeyGen filters nothing, so that a page may be left with few, or none. */
export async function list(
  http: Http,
  filter: Filter,
): Promise<{ items: Sighting[]; nextCursor?: string | undefined }> {
  const { limit, cursor } = filter
  const query = new URLSearchParams({
    ...(limit && { limit: String(Math.min(100, limit)) }),
    ...(cursor && { token: cursor }),
  })
  const { items, nextToken } = await http.send({ path: V3_PATH, query }, readPage)
  return {
    items: items.flatMap(itemOf).filter((item) => matches(item, filter, http)),
    // The same page again would lead round in a circle.
    ...(nextToken && nextToken !== cursor && { nextCursor: nextToken }),
  }
}

function itemOf(body: Body): Sighting[] {
  const id = textIn(body['id'])
  if (!id || !textIn(body['status'])) return []
  return sightingOf({ id }, { details: new Map([[id, body]]), told: new Map() })
}

function matches(item: Sighting, { status, engine, reference, text }: Filter, { log }: Http): boolean {
  const targets = (item.targets ?? []).map(
    (target) => target.status ?? meaningOf(HEYGEN_WORDS, target.word, item.id, log).status,
  )
  const texts = [item.source?.name, item.reference, item.id]
  return (
    (!status || targets.some((each) => status.includes(each))) &&
    (!engine || engine === 'heygen') &&
    (!reference || item.reference === reference) &&
    (!text || texts.some((each) => each?.toLowerCase().includes(text.toLowerCase())))
  )
}
