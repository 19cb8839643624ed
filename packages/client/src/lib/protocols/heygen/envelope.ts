import type { ProblemDocument } from '../../translation.ts'
import { type Body, bodiesIn, bodyIn, lacks, readJson, refusal, textIn } from '../answers.ts'

/** What is in the envelope of an answer, or what HeyGen has against the request, which it may say with the status 200. */
export async function readData(response: Response): Promise<Body> {
  return bodyIn((await readEnvelope(response))['data']) ?? lacks('an answer of HeyGen')
}

/** One page of a list. */
export interface Page {
  items: Body[]
  nextToken?: string | undefined
}

export async function readPage(response: Response): Promise<Page> {
  const { data, has_more: hasMore, next_token: nextToken } = await readEnvelope(response)
  if (!Array.isArray(data)) lacks('a list')
  return { items: bodiesIn(data), nextToken: hasMore === false ? undefined : textIn(nextToken) }
}

async function readEnvelope(response: Response): Promise<Body> {
  const body = await readJson(response)
  const problem = readProblem(body)
  if (!problem) return body
  const { code = 'refused', detail = 'HeyGen says no, and not why.' } = problem
  throw refusal(statusOf(code), code, detail)
}

/**
 * The errors of all versions: `{error: {code, message, param, doc_url}}` (developers.heygen.com, "Error Codes"), `{error: "text"}`, and the
 * numbers of version 1, of which 100 is no error.
 */
export function readProblem(body: unknown): Partial<ProblemDocument> | undefined {
  const { error, code, message, data } = bodyIn(body) ?? {}
  const said = bodyIn(error)
  if (said) return problemOf(said)
  if (textIn(error)) return { detail: textIn(error) as string }
  const isNumbered = typeof code === 'number' && code !== 100 && !bodyIn(data)
  return isNumbered ? problemOf({ code, message }) : undefined
}

function problemOf(error: Body): Partial<ProblemDocument> {
  const code = textIn(error['code'])
  const detail = textIn(error['message'])
  const type = textIn(error['doc_url'])
  const param = textIn(error['param'])
  return {
    ...(code && { code }),
    ...(detail && { detail }),
    ...(type && { type }),
    ...(param && { errors: [{ pointer: `/${param.replaceAll('.', '/')}`, detail: detail ?? 'is wrong' }] }),
  }
}

/** Statuses of the codes, for answers that have a code and no status of their own. */
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
