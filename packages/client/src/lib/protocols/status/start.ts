import { ApiError, hasCode, invalid } from '../../errors.ts'
import type { Call, Http } from '../../http/http.ts'
import { isStatus } from '../../http/problem.ts'
import { randomKey } from '../../random-key.ts'
import { createOnce } from '../create-once.ts'
import { type JsonObject, readJson, throwInvalidResponse } from '../parse.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import type { Job, StatusRequest } from './job.ts'
import { readExisting, readIds, readStarted, type ResponseFormat } from './responses.ts'
import { callOf, type Shape } from './shapes.ts'

/** A server: its requests, and the format of its responses. */
export interface StatusServer {
  readonly shape: Shape
  readonly format: ResponseFormat
}

/** Starts a job, without a second one if the response to the first start is lost. */
export async function start(
  server: StatusServer,
  http: Http,
  { reference, from, to }: StatusRequest,
): Promise<VendorSnapshot> {
  const job: Job = { id: reference ?? randomKey(), reference, from, to }
  const call = startCall(server.shape, job)
  const attempt = (): Promise<VendorSnapshot> =>
    http.attempt(call, async (response) => started(server, await readJson(response), job))
  // The client does not know the id yet, so it cannot search for the job.
  if (server.shape.ids === 'server') return await attempt()
  // Another caller cannot have a random id, so a first refusal of one is not a conflict.
  return await createOnce(
    http,
    attempt,
    () => find(server, http, job),
    (error, attempts) => (reference !== undefined || attempts > 1) && mayExist(error),
  )
}

// These words only decide whether the client searches. The search decides whether the job exists.
const CONFLICT_WORDS = /already|(?<!not |n't )exist|duplicate|conflict|in.use|taken|unique/i

/**
 * Whether an error may mean that the server already has the id. Few of these servers answer 409;
 * most say it in words, with almost any status. Without a readable body only 400 and 422 count.
 */
function mayExist(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  const { status, problem, code, message } = error
  if (status >= 500 || status === 401 || status === 405) return false
  if (status === 409 || (!problem && (status === 400 || status === 422))) return true
  // Skips the method and path at the beginning of the message: a path may contain such a word.
  return CONFLICT_WORDS.test(`${code} ${message.slice(message.indexOf(': '))}`)
}

/** Searches for a job. Undefined for each way in which these servers say that it does not exist. */
async function find(
  { shape, format }: StatusServer,
  http: Http,
  job: Job,
): Promise<VendorSnapshot | undefined> {
  try {
    return await http.send(callOf(shape.get, job.id), async (response) =>
      readExisting(await readJson(response), job, format),
    )
  } catch (error) {
    if (isStatus(error, 400, 404, 410, 422) || hasCode(error, 'invalid_response')) return undefined
    throw error
  }
}

function startCall({ start, body }: Shape, job: Job): Call {
  if (!start)
    throw invalid('This server has one job, which starts by itself. Call `wait` instead.', 'not_supported')
  return { ...callOf(start, job.id), json: body?.(job) }
}

function started({ shape, format }: StatusServer, body: JsonObject, job: Job): VendorSnapshot {
  const [id] = readIds(body, format)
  // No request can name a job whose id only the server knows.
  if (id === undefined && shape.ids === 'server') throwInvalidResponse('no id of the job')
  return { ...readStarted(body, job, format), id: id ?? job.id }
}
