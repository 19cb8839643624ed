import { ApiError, invalid } from '../../errors.ts'
import type { Call, Http } from '../../http/http.ts'
import { randomKey } from '../../native/create.ts'
import { type Body, bodyIn, lacks, readJson, textIn, unlessMissing } from '../answers.ts'
import { createOnce } from '../create-once.ts'
import type { Sighting } from '../sighting.ts'
import type { Read } from './read.ts'
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
  read: Read,
): Promise<Sighting> {
  const job: Job = { id: reference ?? randomKey(), reference, from, to }
  const call = startCall(shape, job)
  const first = (): Promise<Sighting> =>
    http.attempt(call, async (it) => started(shape, await readJson(it), job, read))
  // A job whose id nobody has heard yet cannot be looked for.
  if (shape.ids === 'server') return await first()
  const find = (): Promise<Sighting | undefined> => unlessMissing(look(shape, http, job, read))
  return await createOnce(http, first, find, saysExisting)
}

// The words only decide whether it is worth a look. The look decides whether the job is there.
const WORDS_FOR_EXISTING = /already|exist|duplicate|conflict|in.use|taken|unique/i

/**
 * Few of these servers answer 409 to an id that they have already. The others say so in words, under any status. A refusal that is
 * no JSON may say so in words that nobody reads.
 */
function saysExisting(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.status >= 500) return false
  const { status, problem, code, message } = error
  return status === 409 || problem === undefined || WORDS_FOR_EXISTING.test(`${code} ${message}`)
}

/** How a job stands. */
export function look({ get }: Shape, http: Http, job: Job, read: Read): Promise<Sighting> {
  return http.send(callOf(get, job.id), async (it) => read(await readJson(it), job))
}

/** The request that a route stands for. */
export function callOf(route: Route, id: string): Call {
  const [method, path = ''] = route.split(' ')
  return { method, path: path.replace('{id}', encodeURIComponent(id)) }
}

function startCall({ start, body }: Shape, job: Job): Call {
  if (!start)
    throw invalid('This server has one job, which starts by itself: just wait for it.', 'not_supported')
  return { ...callOf(start, job.id), json: body?.(job) }
}

/** Most servers tell the id alone, or nothing but a message. A word in it may be about the request, so none of it ends the job. */
function started({ ids }: Shape, body: Body, job: Job, read: Read): Sighting {
  const made = idIn(body) ?? idIn(bodyIn(body['data']) ?? bodyIn(body['job']) ?? {})
  // A job whose id the server made can be asked for by no other.
  if (made === undefined && ids === 'server') lacks('the id of the job')
  return { ...read(body, job, 'started'), id: made ?? job.id }
}

const ID_FIELDS = ['job_id', 'jobId', 'task_id', 'taskId', 'translation_id', 'id']

function idIn(body: Body): string | undefined {
  return ID_FIELDS.flatMap((field) => textIn(body[field]) ?? [])[0]
}
