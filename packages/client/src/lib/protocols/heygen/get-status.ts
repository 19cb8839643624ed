import type { Http } from '../../http/http.ts'
import { isStatus } from '../../http/problem.ts'
import { isTransient } from '../../http/retry.ts'
import type { TranslationRef } from '../../protocol.ts'
import { isFinal } from '../../translation.ts'
import { refusal } from '../parse.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import type { ApiVersion, StatusSummary } from './api-version.ts'
import { proofreadSessionId, splitIds } from './ids.ts'
import { type HeygenResponses, toSnapshots } from './snapshot.ts'
import { MOST_STATUSES } from './v3.ts'
import { meansStatus } from './words.ts'

/** Gets one translation. @throws {ApiError} 404 */
export async function getStatus(api: ApiVersion, http: Http, ref: TranslationRef): Promise<VendorSnapshot> {
  const [snapshot] = ref.latest ? await getStatuses(api, http, [ref]) : await getFirstTime(api, http, ref)
  if (snapshot) return snapshot
  throw refusal(404, 'not_found', `HeyGen has no translation ${ref.id}, or hides it from this key.`)
}

async function getFirstTime(api: ApiVersion, http: Http, ref: TranslationRef): Promise<VendorSnapshot[]> {
  const details = await fetchDetails(api, http, splitIds(ref.id), rethrow)
  return toSnapshots(ref, { details, summaries: new Map() })
}

/**
 * Gets many translations with few requests: one for all unfinished parts, and one more for each
 * part that has just ended, because only its details name the files. Unknown translations are left
 * out.
 */
export async function getStatuses(
  api: ApiVersion,
  http: Http,
  refs: readonly TranslationRef[],
): Promise<VendorSnapshot[]> {
  const open = [...new Set(refs.flatMap(openParts))]
  const summaries = await fetchSummaries(api, http, open)
  const wanted = open.filter((id) => needsDetails(summaries.get(id)))
  // The summaries stay useful if the details fail now: the next poll requests the details again.
  const details = await fetchDetails(api, http, wanted, summaries.size > 0 ? ignoreTransient : rethrow)
  for (const { id, rawStatus } of summaries.values()) if (isMissing(rawStatus)) details.set(id, undefined)
  return refs.flatMap((ref) => toSnapshots(ref, { details, summaries }))
}

/** The parts of a translation that have not ended, as far as the client knows. */
function openParts({ id, latest }: TranslationRef): string[] {
  return splitIds(id).filter((_, at) => !isFinal(latest?.targets[at]?.status ?? 'pending'))
}

async function fetchSummaries(
  { getMany }: ApiVersion,
  http: Http,
  ids: readonly string[],
): Promise<Map<string, StatusSummary>> {
  const translations = ids.filter((id) => proofreadSessionId(id) === undefined)
  const summaries = new Map<string, StatusSummary>()
  // For a single translation, the details cost the same and say more.
  if (!getMany || translations.length < 2) return summaries
  for (let at = 0; at < translations.length; at += MOST_STATUSES) {
    const chunk = await getMany(http, translations.slice(at, at + MOST_STATUSES))
    for (const each of chunk) if (translations.includes(each.id)) summaries.set(each.id, each)
  }
  return summaries
}

/** Whether the translation has ended, or has no summary. */
function needsDetails(summary: StatusSummary | undefined): boolean {
  return !summary || meansStatus('completed', summary.rawStatus) || meansStatus('error', summary.rawStatus)
}

function isMissing(rawStatus: string): boolean {
  return rawStatus.toLowerCase() === 'not_found'
}

const CONCURRENCY = 8

async function fetchDetails(
  api: ApiVersion,
  http: Http,
  ids: readonly string[],
  onFailure: (error: unknown) => void,
): Promise<HeygenResponses['details']> {
  const details: HeygenResponses['details'] = new Map()
  const fetchOne = async (id: string): Promise<void> => {
    try {
      details.set(id, await api.get(http, id))
    } catch (error) {
      if (isStatus(error, 404, 410)) details.set(id, undefined)
      else onFailure(error)
    }
  }
  for (let at = 0; at < ids.length; at += CONCURRENCY)
    await Promise.all(ids.slice(at, at + CONCURRENCY).map(fetchOne))
  return details
}

function rethrow(error: unknown): void {
  throw error
}

function ignoreTransient(error: unknown): void {
  if (!isTransient(error)) throw error
}
