import { throwInvalidResponse } from '../errors.ts'
import type { Cue, CueEditResult, CuePage } from '../cue.ts'
import type { CueEditRequest, CuesRequest, EditingVerbs } from '../editing-verbs.ts'
import type { Call, Http } from '../http/http.ts'
import { randomKey } from '../random-key.ts'
import type { Translation } from '../translation.ts'
import { one, pathOf, queryOf } from './native.ts'

/** The verbs by which people correct a translation on a Video Translation server. */
export const nativeEditing: EditingVerbs = {
  cues,
  editCues,
  apply: (http, id, json) => askFor(http, id, '/apply', json),
  approve: (http, id, json) => askFor(http, id, '/approve', json),
  retry: (http, id, json) => askFor(http, id, '/retry', json),
  // A second request would do targets again that the first one has just done.
  addTargets: (http, id, json) => askFor(http, id, '/targets', json, { retryLimit: 0 }),
}

/** Reads all pages. Those after the first are of its revision. */
async function cues(http: Http, id: string, { target, revision }: CuesRequest): Promise<CuePage> {
  const first = await page(http, id, { target, revision })
  const items: Cue[] = [...first.items]
  let { nextCursor: cursor } = first
  while (cursor !== undefined) {
    const next = await page(http, id, { target, cursor })
    items.push(...next.items)
    cursor = next.nextCursor
  }
  const { nextCursor: _last, ...rest } = first
  return { ...rest, items }
}

function page(http: Http, id: string, query: object): Promise<CuePage> {
  return http.send({ path: pathOf(id, '/cues'), query: queryOf(query) }, async (response) => {
    const answer = (await response.json()) as CuePage | null
    return Array.isArray(answer?.items) ? (answer as CuePage) : throwInvalidResponse('no `items`')
  })
}

function editCues(
  http: Http,
  id: string,
  { revision, edits, idempotencyKey = randomKey() }: CueEditRequest,
): Promise<CueEditResult> {
  const headers = { 'if-match': `"c${revision}"`, 'idempotency-key': idempotencyKey }
  const call = { method: 'POST', path: pathOf(id, '/cues/edits'), json: { edits }, headers }
  return http.send(call, async (response) => (await response.json()) as CueEditResult)
}

/**
 * Asks for work on a translation. Repeating most requests does no harm: the server answers with
 * what it is doing already.
 */
function askFor(
  http: Http,
  id: string,
  verb: string,
  json: object,
  more: Partial<Call> = {},
): Promise<Translation> {
  return one(http, { method: 'POST', path: pathOf(id, verb), json, ...more })
}
