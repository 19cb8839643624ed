import type { CreateOptions } from '../../create-options.ts'
import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { isStatus } from '../../http/problem.ts'
import { type DefinedProtocol, defineProtocol } from '../define.ts'
import type { Sighting } from '../sighting.ts'
import { readProblem } from './envelope.ts'
import { joinIds, ownId, proofreadIn, splitIds } from './ids.ts'
import { tagOf, UNDETERMINED } from './languages.ts'
import { list } from './list.ts'
import { look, lookAtMany } from './look.ts'
import { checkRequest, type HeygenRequest, urlOf } from './request.ts'
import { v2 } from './v2.ts'
import { MOST_STATUSES, pathOf, v3 } from './v3.ts'
import type { Wire } from './wire.ts'
import { HEYGEN_WORDS } from './words.ts'

/** How HeyGen is spoken to. */
export interface HeygenOptions {
  /**
   * Default: `v3`. Version 2 is retired: HeyGen announced its support until 31 October 2026. It has no uploads, list, delete or
   * idempotency keys.
   */
  version?: 'v3' | 'v2'
  /** What the client's `apiKey` is: a key of HeyGen's dashboard (default), or a token of OAuth. */
  auth?: 'key' | 'bearer'
}

/**
 * What HeyGen speaks to translate videos. The client's base URL is `https://api.heygen.com`. HeyGen makes a translation of each language:
 * the id of one of ours is theirs, joined by commas; in version 2 each with its language. It cannot cancel.
 */
export function heygen({ version = 'v3', auth = 'key' }: HeygenOptions = {}): DefinedProtocol<HeygenRequest> {
  const wire = version === 'v3' ? v3 : v2
  return defineProtocol<HeygenRequest>({
    name: wire.name,
    words: HEYGEN_WORDS,
    headers: (key): Record<string, string> =>
      auth === 'key' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` },
    problem: readProblem,
    create: (http, request, options) => create(wire, http, request, options),
    get: (http, it) => look(wire, http, it),
    partsOf: (id) => splitIds(id).map(ownId),
    ...(wire === v3 && {
      bulk: { most: MOST_STATUSES, get: (http, those) => lookAtMany(wire, http, those) },
      list,
      delete: deleteAll,
    }),
  })
}

async function create(
  wire: Wire,
  http: Http,
  request: HeygenRequest,
  options: CreateOptions,
): Promise<Sighting> {
  checkRequest(request)
  const ids = await wire.start(http, request, options)
  const url = urlOf(request.source)
  const { from, name, reference } = request
  const languages = [...new Set(request.to.map(tagOf))]
  return {
    id: joinIds(ids),
    source: { ...(url && { url: url.split('?')[0] as string }), ...(name && { name }) },
    ...(from && { from: tagOf(from) }),
    ...(reference && { reference }),
    targets: ids.map((_, at) => ({
      language: (ids.length === languages.length && languages[at]) || UNDETERMINED,
      word: 'pending',
    })),
  }
}

/** What is gone already must not keep the others. */
async function deleteAll(http: Http, id: string): Promise<void> {
  for (const part of splitIds(id)) {
    if (proofreadIn(part)) throw invalid('HeyGen cannot delete a session of proofreading.', 'not_supported')
    try {
      await http.send({ method: 'DELETE', path: pathOf(part) }, (response) => response.text())
    } catch (error) {
      if (!isStatus(error, 404, 410)) throw error
    }
  }
}
