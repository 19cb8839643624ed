import type { Http } from '../../http/http.ts'
import { bodiesIn, type Body, bodyIn, lacks, textIn } from '../answers.ts'
import { type Filter, hasStatus, matches, type Page } from '../list-filter.ts'
import type { Sighting } from '../sighting.ts'
import { isId, listedIds } from './ids.ts'
import { sightingOf } from './sight.ts'
import type { Wire } from './wire.ts'
import { AZURE_WORDS } from './words.ts'

/** One page of translations, each with one language. Azure filters nothing, so that a page may be left with few, or none. */
export async function list(wire: Wire, http: Http, filter: Filter): Promise<Page> {
  const first = filter.limit ? `maxpagesize=${filter.limit}` : ''
  const query = new URLSearchParams(filter.cursor ?? first)
  const { value, nextLink } = await wire.get(http, '/translations', query)
  if (!Array.isArray(value)) lacks('a list')
  const items = bodiesIn(value).flatMap((each) => itemOf(each, http))
  return {
    items: items.filter(
      (item) => matches(item, filter, 'azure') && hasStatus(item, filter, AZURE_WORDS, http.log),
    ),
    nextCursor: cursorIn(nextLink, filter.cursor),
  }
}

function itemOf(translation: Body, http: Http): Sighting[] {
  const id = textIn(translation['id'])
  if (!isId(id)) return []
  const iteration = bodyIn(translation['latestIteration'])
  const locale = textIn(bodyIn(translation['input'])?.['targetLocale'])
  const ids = listedIds(id, textIn(iteration?.['id']), locale)
  return [sightingOf([{ ids, translation, iteration }], { nowMs: http.clock.now() })]
}

/** Only what the link asks, never where it leads: the key goes to no other server. */
function cursorIn(nextLink: unknown, current: string | undefined): string | undefined {
  const [, query = ''] = (textIn(nextLink) ?? '').split('?')
  const next = new URLSearchParams(query)
  next.delete('api-version')
  const cursor = next.toString()
  // A link to the same page would lead round in a circle.
  return cursor !== '' && cursor !== current ? cursor : undefined
}
