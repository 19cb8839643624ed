import { ConnectionError, VideoTranslationError } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { isTransient } from '../../http/retry.ts'
import { randomKey } from '../../native/create.ts'
import { now, sleep } from '../../timers.ts'
import { type Body, bodyIn, textIn } from '../answers.ts'
import { createOnce } from '../create-once.ts'
import { type AzureIds, chooseIds, type ChosenIds, isId } from './ids.ts'
import type { Found } from './look.ts'
import { type AzureRequest, bodyOf, localesOf } from './request.ts'
import type { Wire } from './wire.ts'

/** Since this version Azure makes the first iteration by itself. */
const FIRST_WITH_AUTO = '2026-03-01'

/** Creates one translation at Azure for each language, one after the other: what stops the first stops all. */
export async function create(wire: Wire, http: Http, request: AzureRequest): Promise<Found[]> {
  const locales = localesOf(request)
  const { idempotencyKey = randomKey() } = request
  const start = wire.apiVersion >= FIRST_WITH_AUTO ? startWhole : startInSteps
  const there: string[] = []
  const created: Found[] = []
  try {
    for (const locale of locales) {
      const ids = await chooseIds(idempotencyKey, locale)
      created.push(await start({ wire, http, request, locale, ids, there }))
    }
    return created
  } catch (error) {
    throw halfway(error, there, idempotencyKey)
  }
}

interface Start {
  wire: Wire
  http: Http
  request: AzureRequest
  locale: string
  ids: ChosenIds
  /** What has been created so far, this one included. */
  there: string[]
}

/** Nothing is asked after the `PUT`: what could fail then would hide that there is a translation, which costs. */
async function startWhole(start: Start): Promise<Found> {
  const { translation: id, operation } = start.ids
  const translation = await putTranslation(start, true)
  const iteration = bodyIn(translation['latestIteration'])
  const made = textIn(iteration?.['id'])
  return {
    ids: { translation: id, iteration: isId(made) ? made : undefined, operation },
    translation,
    iteration,
  }
}

/** The translation first, and when Azure has it, its iteration: as Azure's samples do it. */
async function startInSteps(start: Start): Promise<Found> {
  const { translation: id, iteration: iterationId, operation, iterating } = start.ids
  const translation = await putTranslation(start, false)
  const status = await operationEnd(start)
  if (status === 'Failed' || status === 'Canceled')
    return { ids: { translation: id, operation }, translation, operation: status }
  const { firstIterationInput = {} } = start.request.options ?? {}
  const path = `${pathOf(start.ids)}/iterations/${iterationId}`
  const iteration = await put(start, path, iterating, { input: firstIterationInput })
  return { ids: { translation: id, iteration: iterationId, operation: iterating }, translation, iteration }
}

async function putTranslation(start: Start, auto: boolean): Promise<Body> {
  const { ids, request, locale, there } = start
  const translation = await put(start, pathOf(ids), ids.operation, bodyOf(request, locale, auto))
  there.push(ids.translation)
  return translation
}

/** A `PUT` whose answer was lost is looked for before it is repeated, and so is one that Azure says is there already. */
function put({ wire, http }: Start, path: string, operation: string, body: Body): Promise<Body> {
  const start = (): Promise<Body> => wire.put(http, path, operation, body)
  return createOnce(http, start, () => wire.find(http, path))
}

const OPERATION_POLL_MS = 2_000
const OPERATION_LIMIT_MS = 600_000

/** How an operation ended. What Azure does not know is over. */
async function operationEnd({ wire, http, ids }: Start): Promise<string | undefined> {
  const untilMs = now() + OPERATION_LIMIT_MS
  while (now() < untilMs) {
    const { status, retryAfterMs = 0 } = (await wire.operation(http, ids.operation)) ?? {}
    if (status === undefined || ['Succeeded', 'Failed', 'Canceled'].includes(status)) return status
    await sleep(Math.max(OPERATION_POLL_MS, retryAfterMs), http.signal)
  }
  throw new ConnectionError(`Azure is still creating ${ids.translation}.`, { code: 'request_timeout' })
}

/** What was created, or may have been, runs on and costs: whoever reads the error has to be able to go on with it. */
function halfway(error: unknown, there: readonly string[], key: string): unknown {
  const isOpen = there.length > 0 || isTransient(error)
  if (!isOpen || !(error instanceof VideoTranslationError)) return error
  const made = there.length > 0 ? ` Created already: ${there.join(', ')}.` : ''
  error.message += `${made} A create with the idempotencyKey "${key}" goes on with what is there.`
  return error
}

function pathOf({ translation }: AzureIds): string {
  return `/translations/${encodeURIComponent(translation)}`
}
