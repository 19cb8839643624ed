import type { CreateOptions } from '../../create-options.ts'
import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { isStatus } from '../../http/problem.ts'
import { type DefinedProtocol, defineProtocol } from '../define.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import { loadEditing } from '../vendor-editing.ts'
import { readProblem } from './envelope.ts'
import { joinIds, proofreadSessionId, splitIds, vendorId } from './ids.ts'
import { tagOf, UNDETERMINED } from './languages.ts'
import { list } from './list.ts'
import { getStatus, getStatuses } from './get-status.ts'
import { checkRequest, type HeygenRequest, urlOf } from './request.ts'
import { v2 } from './v2.ts'
import { MOST_STATUSES, pathOf, v3 } from './v3.ts'
import type { ApiVersion } from './api-version.ts'
import { HEYGEN_WORDS } from './words.ts'

/** Options of the protocol `heygen`. */
export interface HeygenOptions {
  /**
   * Default: `v3`. HeyGen announced the end of version 2 for 31 October 2026. Version 2 has no
   * uploads, list, delete or idempotency keys.
   */
  version?: 'v3' | 'v2'
  /**
   * The kind of the client's `apiKey`: a key from HeyGen's dashboard (default), or an OAuth token.
   */
  auth?: 'key' | 'bearer'
}

/**
 * The protocol of HeyGen's video translation. The client's base URL is `https://api.heygen.com`.
 * HeyGen makes one translation for each language: our id is their ids, joined by commas. In version
 * 2 each id carries its language. HeyGen cannot cancel.
 */
export function heygen({ version = 'v3', auth = 'key' }: HeygenOptions = {}): DefinedProtocol<HeygenRequest> {
  const api = version === 'v3' ? v3 : v2
  return defineProtocol<HeygenRequest>({
    name: api.name,
    words: HEYGEN_WORDS,
    headers: (key): Record<string, string> =>
      auth === 'key' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` },
    problem: readProblem,
    create: (http, request, options) => create(api, http, request, options),
    get: (http, ref) => getStatus(api, http, ref),
    partsOf: (id) => splitIds(id).map(vendorId),
    ...(api === v3 && {
      bulk: { most: MOST_STATUSES, get: (http, refs) => getStatuses(api, http, refs) },
      list,
      delete: deleteAll,
      editing: loadEditing(['cues', 'editCues', 'approve', 'apply'], () => import('./editing.ts')),
    }),
  })
}

async function create(
  api: ApiVersion,
  http: Http,
  request: HeygenRequest,
  options: CreateOptions,
): Promise<VendorSnapshot> {
  checkRequest(request)
  const ids = await api.start(http, request, options)
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
      rawStatus: 'pending',
    })),
  }
}

/** A part that is already deleted must not stop the deletion of the others. */
async function deleteAll(http: Http, id: string): Promise<void> {
  for (const part of splitIds(id)) {
    if (proofreadSessionId(part))
      throw invalid('HeyGen cannot delete a proofreading session.', 'not_supported')
    try {
      await http.send({ method: 'DELETE', path: pathOf(part) }, (response) => response.text())
    } catch (error) {
      if (!isStatus(error, 404, 410)) throw error
    }
  }
}
