import type { CreateOptions } from '../../create.ts'
import { ApiError, ConnectionError } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { isStatus } from '../../http/problem.ts'
import { randomKey } from '../../native/create.ts'
import { now, sleep } from '../../timers.ts'
import { type Body, bodyIn, textIn } from '../answers.ts'
import { createOnce } from '../create-once.ts'
import { type AzureIds, chooseIds, type ChosenIds, isId } from './ids.ts'
import { type Found, lookAt } from './look.ts'
import { type AzureRequest, bodyOf, localesOf } from './request.ts'
import type { Wire } from './wire.ts'

// A start that timed out may have happened: it pays to wait longer for it than for a status.
const CREATE_TIMEOUT_MS = 120_000

/** Since this version Azure makes the first iteration by itself. */
const FIRST_WITH_AUTO = '2026-03-01'

/** Creates one translation at Azure for each language, one after the other: what stops the first stops all. */
export async function create(
  wire: Wire,
  http: Http,
  request: AzureRequest,
  { timeoutMs = Math.max(CREATE_TIMEOUT_MS, http.timeoutMs) }: CreateOptions,
): Promise<Found[]> {
  const locales = localesOf(request)
  const { idempotencyKey = randomKey() } = request
  const created: Found[] = []
  for (const locale of locales) {
    const ids = await chooseIds(idempotencyKey, locale)
    const start: Start = { wire, http, request, locale, ids, timeoutMs }
    try {
      created.push(await (wire.apiVersion >= FIRST_WITH_AUTO ? startWhole(start) : startInSteps(start)))
    } catch (error) {
      throw created.length > 0 ? halfway(error, created, idempotencyKey) : error
    }
  }
  return created
}

interface Start {
  wire: Wire
  http: Http
  request: AzureRequest
  locale: string
  ids: ChosenIds
  timeoutMs: number
}

async function startWhole(start: Start): Promise<Found> {
  const { wire, http, request, locale, ids } = start
  const translation = await put(start, pathOf(ids), ids.operation, bodyOf(request, locale, true))
  const made = textIn(bodyIn(translation['latestIteration'])?.['id'])
  const iteration = isId(made) ? made : undefined
  return await lookAt(
    wire,
    http,
    { translation: ids.translation, iteration, operation: ids.operation },
    translation,
  )
}

/** The translation first, and when Azure has it, its iteration: as Azure's samples do it. */
async function startInSteps(start: Start): Promise<Found> {
  const { wire, http, request, locale, ids } = start
  const translation = await put(start, pathOf(ids), ids.operation, bodyOf(request, locale, false))
  const status = await operationEnd(start)
  const made: AzureIds = { translation: ids.translation, operation: ids.operation }
  if (status !== 'Succeeded') return await lookAt(wire, http, made, translation)
  const { firstIterationInput = {} } = request.options ?? {}
  const path = `${pathOf(ids)}/iterations/${ids.iteration}`
  const iteration = await put(start, path, ids.iterating, { input: firstIterationInput })
  return {
    ids: { ...made, iteration: ids.iteration, operation: ids.iterating },
    translation,
    iteration,
  }
}

/** A `PUT` whose answer was lost is looked for before it is repeated, and so is one that Azure says is there already. */
async function put(
  { wire, http, timeoutMs }: Start,
  path: string,
  operation: string,
  body: Body,
): Promise<Body> {
  const find = (): Promise<Body | undefined> => wire.find(http, path)
  try {
    return await createOnce(http, () => wire.put(http, path, operation, body, timeoutMs), find)
  } catch (error) {
    const existing = isStatus(error, 409) ? await find() : undefined
    if (existing) return existing
    throw error
  }
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
  throw new ConnectionError(
    `Azure is still creating ${ids.translation}; create it again with the same idempotencyKey to go on.`,
    { code: 'request_timeout' },
  )
}

/** What was created runs on, and costs: whoever reads the error has to be able to find it. */
function halfway(error: unknown, created: readonly Found[], key: string): unknown {
  if (!(error instanceof ApiError)) return error
  const { message, code, status, problem, retryAfterMs } = error
  const there = created.map(({ ids }) => ids.translation).join(', ')
  return new ApiError(`${message} Created already, and running: ${there} (idempotencyKey "${key}").`, {
    code,
    status,
    problem,
    retryAfterMs,
    cause: error,
  })
}

function pathOf({ translation }: AzureIds): string {
  return `/translations/${encodeURIComponent(translation)}`
}
