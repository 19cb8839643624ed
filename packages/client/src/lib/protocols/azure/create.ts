import { ConnectionError, VideoTranslationError } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { isTransient } from '../../http/retry.ts'
import { randomKey } from '../../random-key.ts'
import { now, sleep } from '../../timers.ts'
import { createOnce } from '../create-once.ts'
import { asObject, asText, type JsonObject } from '../parse.ts'
import type { AzureApi } from './api.ts'
import type { LanguageJob } from './get-status.ts'
import { chooseIds, type ChosenIds, isId, pathOf } from './ids.ts'
import { type AzureRequest, bodyOf, localesOf } from './request.ts'

/** Since this version Azure creates the first iteration by itself. */
const FIRST_VERSION_WITH_AUTO = '2026-03-01'

/**
 * Creates one translation at Azure for each language, in order. The first failure stops the rest.
 */
export async function create(api: AzureApi, http: Http, request: AzureRequest): Promise<LanguageJob[]> {
  const locales = localesOf(request)
  const { idempotencyKey = randomKey() } = request
  const start = api.apiVersion >= FIRST_VERSION_WITH_AUTO ? startInOneRequest : startInSteps
  const createdIds: string[] = []
  const jobs: LanguageJob[] = []
  try {
    for (const locale of locales) {
      const ids = await chooseIds(idempotencyKey, locale)
      jobs.push(await start({ api, http, request, locale, ids, createdIds }))
    }
    return jobs
  } catch (error) {
    throw withCreatedIds(error, createdIds, idempotencyKey)
  }
}

interface Start {
  api: AzureApi
  http: Http
  request: AzureRequest
  locale: string
  ids: ChosenIds
  /** The translations created so far, this one included. */
  createdIds: string[]
}

/** Makes no request after the `PUT`: its failure would hide a translation that is paid for. */
async function startInOneRequest(start: Start): Promise<LanguageJob> {
  const { translation: id, operation } = start.ids
  const translation = await putTranslation(start, true)
  const iteration = asObject(translation['latestIteration'])
  const iterationId = asText(iteration?.['id'])
  return {
    ids: { translation: id, iteration: isId(iterationId) ? iterationId : undefined, operation },
    translation,
    iteration,
  }
}

/** Creates the translation, waits for it, then creates its iteration, as Azure's samples do. */
async function startInSteps(start: Start): Promise<LanguageJob> {
  const { translation: id, iteration: iterationId, operation, iterateOperation } = start.ids
  const translation = await putTranslation(start, false)
  const status = await waitForOperation(start)
  if (status === 'Failed' || status === 'Canceled')
    return { ids: { translation: id, operation }, translation, operation: status }
  const { firstIterationInput = {} } = start.request.options ?? {}
  const path = `${pathOf(start.ids)}/iterations/${iterationId}`
  const iteration = await put(start, path, iterateOperation, { input: firstIterationInput })
  return {
    ids: { translation: id, iteration: iterationId, operation: iterateOperation },
    translation,
    iteration,
  }
}

async function putTranslation(start: Start, auto: boolean): Promise<JsonObject> {
  const { ids, request, locale, createdIds } = start
  const translation = await put(start, pathOf(ids), ids.operation, bodyOf(request, locale, auto))
  createdIds.push(ids.translation)
  return translation
}

function put({ api, http }: Start, path: string, operation: string, body: JsonObject): Promise<JsonObject> {
  return createOnce(
    http,
    () => api.put(http, path, operation, body),
    () => api.find(http, path),
  )
}

const OPERATION_POLL_MS = 2_000
const OPERATION_LIMIT_MS = 600_000

/** Resolves with the final status, or undefined if Azure no longer knows the operation. */
async function waitForOperation({ api, http, ids }: Start): Promise<string | undefined> {
  const untilMs = now() + OPERATION_LIMIT_MS
  while (now() < untilMs) {
    const { status, retryAfterMs = 0 } = (await api.operation(http, ids.operation)) ?? {}
    if (status === undefined || ['Succeeded', 'Failed', 'Canceled'].includes(status)) return status
    await sleep(Math.max(OPERATION_POLL_MS, retryAfterMs), http.signal)
  }
  throw new ConnectionError(`Azure is still creating ${ids.translation}.`, { code: 'request_timeout' })
}

/** Names the translations that run on and cost money, so that the caller can go on with them. */
function withCreatedIds(error: unknown, createdIds: readonly string[], key: string): unknown {
  const mayExist = createdIds.length > 0 || isTransient(error)
  if (!mayExist || !(error instanceof VideoTranslationError)) return error
  const created = createdIds.length > 0 ? ` These were created: ${createdIds.join(', ')}.` : ''
  error.message += `${created} Call create again with the idempotencyKey "${key}" to continue.`
  return error
}
