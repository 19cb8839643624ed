import type { Http } from '../../http/http.ts'
import { asObject, asObjects, asText, type JsonObject, throwInvalidResponse } from '../parse.ts'
import type { AzureApi } from './api.ts'
import { hasMedia } from './artifacts.ts'
import { type AzureIds, pathOf, splitIds } from './ids.ts'

/** One target language, as Azure shows it. */
export interface LanguageJob {
  ids: AzureIds
  /** Undefined: Azure does not have it, or not yet. */
  translation: JsonObject | undefined
  /** The run that translates. A new translation may not have one yet. */
  iteration?: JsonObject | undefined
  /** The status of the operation that creates it. Requested only if no iteration has started. */
  operation?: string | undefined
}

/** Gets each language of a translation. @throws {ApiError} 404 if Azure has none of them */
export async function getStatus(api: AzureApi, http: Http, id: string): Promise<LanguageJob[]> {
  const [first, ...others] = splitIds(id)
  // A 404 for the only language is the caller's to handle.
  if (others.length === 0) return [await withDetails(api, http, first, await api.get(http, pathOf(first)))]
  const all = [first, ...others]
  const jobs = await Promise.all(
    all.map(async (ids) => {
      const translation = await api.find(http, pathOf(ids))
      return translation ? await withDetails(api, http, ids, translation) : { ids, translation }
    }),
  )
  if (jobs.every(({ translation }) => !translation)) await api.get(http, pathOf(first))
  return jobs
}

/**
 * Adds what the translation does not include. Usually it includes the latest iteration, which is
 * enough.
 */
async function withDetails(
  api: AzureApi,
  http: Http,
  ids: AzureIds,
  translation: JsonObject,
): Promise<LanguageJob> {
  if (!asText(translation['id'])) throwInvalidResponse('no `id` of the translation')
  const iteration = await iterationOf(api, http, ids, translation)
  if (hasStarted(iteration) || !ids.operation) return { ids, translation, iteration }
  const operation = await api.operation(http, ids.operation)
  return { ids, translation, iteration, operation: operation?.status }
}

/**
 * An iteration that has not started may never start: the operation that creates it may have failed.
 */
function hasStarted(iteration: JsonObject | undefined): boolean {
  return iteration !== undefined && asText(iteration['status']) !== 'NotStarted'
}

async function iterationOf(
  api: AzureApi,
  http: Http,
  ids: AzureIds,
  translation: JsonObject,
): Promise<JsonObject | undefined> {
  const { latestIteration, latestSucceededIteration } = translation
  const included = asObjects([latestIteration, latestSucceededIteration])
  const wanted = ids.iteration ?? asText(asObject(latestIteration)?.['id'])
  if (!wanted) return undefined
  const [first, ...others] = included.filter((each) => asText(each['id']) === wanted)
  if (first && isComplete(first)) return first
  const path = `${pathOf(ids)}/iterations/${encodeURIComponent(wanted)}`
  return others.find(isComplete) ?? (await api.find(http, path)) ?? first
}

/** An iteration inside a translation may lack its status or result, as in Azure's own examples. */
function isComplete(iteration: JsonObject): boolean {
  const status = asText(iteration['status'])
  return status !== undefined && (status !== 'Succeeded' || hasMedia(asObject(iteration['result']) ?? {}))
}
