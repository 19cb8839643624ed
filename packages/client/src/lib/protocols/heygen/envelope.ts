import type { ProblemDocument } from '../../translation.ts'
import {
  asObject,
  asObjects,
  asText,
  type JsonObject,
  readJson,
  refusal,
  throwInvalidResponse,
} from '../parse.ts'

/**
 * Reads `data` of a response.
 * @throws {ApiError} HeyGen's error, which may come with the status 200
 */
export async function readData(response: Response): Promise<JsonObject> {
  return asObject((await readEnvelope(response))['data']) ?? throwInvalidResponse('no `data`')
}

/** One page of a list. */
export interface HeygenPage {
  items: JsonObject[]
  nextToken?: string | undefined
}

export async function readPage(response: Response): Promise<HeygenPage> {
  const { data, has_more: hasMore, next_token: nextToken } = await readEnvelope(response)
  if (!Array.isArray(data)) throwInvalidResponse('no list in `data`')
  return { items: asObjects(data), nextToken: hasMore === false ? undefined : asText(nextToken) }
}

async function readEnvelope(response: Response): Promise<JsonObject> {
  const body = await readJson(response)
  const problem = readProblem(body)
  if (!problem) return body
  const { code = 'refused', detail = 'HeyGen refused the request without a reason.' } = problem
  throw refusal(statusOf(code), code, detail)
}

/**
 * Reads the errors of all versions: `{error: {code, message, param, doc_url}}`
 * (developers.heygen.com, "Error Codes"), `{error: "text"}`, and the numeric codes of version 1,
 * where 100 means success.
 */
export function readProblem(body: unknown): Partial<ProblemDocument> | undefined {
  const { error, code, message, data } = asObject(body) ?? {}
  const errorObject = asObject(error)
  if (errorObject) return problemOf(errorObject)
  if (asText(error)) return { detail: asText(error) as string }
  const isNumbered = typeof code === 'number' && code !== 100 && !asObject(data)
  return isNumbered ? problemOf({ code, message }) : undefined
}

function problemOf(error: JsonObject): Partial<ProblemDocument> {
  const code = asText(error['code'])
  const detail = asText(error['message'])
  const type = asText(error['doc_url'])
  const param = asText(error['param'])
  return {
    ...(code && { code }),
    ...(detail && { detail }),
    ...(type && { type }),
    ...(param && { errors: [{ pointer: `/${param.replaceAll('.', '/')}`, detail: detail ?? 'is invalid' }] }),
  }
}

/** The HTTP status for each error code, for errors in responses with the status 200. */
const STATUSES: Readonly<Record<string, number>> = {
  unauthorized: 401,
  authentication_failed: 401,
  insufficient_credit: 402,
  forbidden: 403,
  resource_access_denied: 403,
  request_in_progress: 409,
  rate_limit_exceeded: 429,
  internal_error: 500,
  gateway_timeout: 504,
}

function statusOf(code: string): number {
  if (code.endsWith('not_found')) return 404
  return (Object.hasOwn(STATUSES, code) && STATUSES[code]) || 400
}
