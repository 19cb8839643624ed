import { ApiError, hasCode, invalid } from '../../errors.ts'
import type { Call, Http } from '../../http/http.ts'
import { isStatus } from '../../http/problem.ts'
import { randomKey } from '../../native/create.ts'
import { type Body, lacks, readJson } from '../answers.ts'
import { createOnce } from '../create-once.ts'
import type { Sighting } from '../sighting.ts'
import type { Reader } from './read.ts'
import type { Route, Shape } from './shapes.ts'

/** What to start. A server of this kind is told of no source. */
export interface StatusRequest {
  /** Your own id for the job, where the server takes one. The same id again is the same job. Default: a random one. */
  reference?: string
  /** Language spoken in the source. */
  from?: string
  /** Language wanted. */
  to?: string
}

/** A job, as far as it is known before it is asked for. */
export interface Job {
  readonly id: string
  readonly reference: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Starts a job, and not a second one where the answer to the first start was lost. */
export async function start(
  shape: Shape,
  http: Http,
  { reference, from, to }: StatusRequest,
  reader: Reader,
): Promise<Sighting> {
  const job: Job = { id: reference ?? randomKey(), reference, from, to }
  const call = startCall(shape, job)
  const first = (): Promise<Sighting> =>
    http.attempt(call, async (it) => started(shape, await readJson(it), job, reader))
  // A job whose id nobody has heard yet cannot be looked for.
  if (shape.ids === 'server') return await first()
  // Nobody else has a random id, so the first refusal of one is about something else.
  return await createOnce(
    http,
    first,
    () => find(shape, http, job, reader),
    (refusal, attempts) => (reference !== undefined || attempts > 1) && saysExisting(refusal),
  )
}

// The words only decide whether it is worth a look. The look decides whether the job is there.
const WORDS_FOR_EXISTING = /already|(?<!not |n't )exist|duplicate|conflict|in.use|taken|unique/i

/**
 * Few of these servers answer 409 to an id that they have already. The others say so in words, under
 * almost any status. A page cannot be read, so it counts only where its status is about the request.
 */
function saysExisting(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  const { status, problem, code, message } = error
  if (status >= 500 || status === 401 || status === 405) return false
  if (status === 409 || (!problem && (status === 400 || status === 422))) return true
  // The message begins with method and path, which may hold such a word as well.
  return WORDS_FOR_EXISTING.test(`${code} ${message.slice(message.indexOf(': '))}`)
}

/** Looks for a job that may be there. Undefined for every way in which these servers say that it is not. */
async function find(shape: Shape, http: Http, job: Job, reader: Reader): Promise<Sighting | undefined> {
  try {
    return await http.send(callOf(shape.get, job.id), async (it) => {
      return reader.existing(await readJson(it), job)
    })
  } catch (error) {
    if (isStatus(error, 400, 404, 410, 422) || hasCode(error, 'invalid_response')) return undefined
    throw error
  }
}

/** How a job stands. */
export function look({ get }: Shape, http: Http, job: Job, reader: Reader): Promise<Sighting> {
  return http.send(callOf(get, job.id), async (it) => reader.job(await readJson(it), job))
}

/** The request that a route stands for. */
export function callOf(route: Route, id: string): Call {
  // A URL reads these as steps between folders, however they are encoded.
  if (id === '.' || id === '..') throw invalid(`The id of a job cannot be \`${id}\`.`)
  const [method, path = ''] = route.split(' ')
  return { method, path: path.replace('{id}', encodeURIComponent(id)) }
}

function startCall({ start, body }: Shape, job: Job): Call {
  if (!start)
    throw invalid('This server has one job, which starts by itself: just wait for it.', 'not_supported')
  return { ...callOf(start, job.id), json: body?.(job) }
}

/** Most servers tell the id alone, or nothing but a message. A word in it may be about the request, so none of it ends the job. */
function started({ ids }: Shape, body: Body, job: Job, reader: Reader): Sighting {
  const [made] = reader.idsIn(body)
  // A job whose id the server made can be asked for by no other.
  if (made === undefined && ids === 'server') lacks('the id of the job')
  return { ...reader.started(body, job), id: made ?? job.id }
}
