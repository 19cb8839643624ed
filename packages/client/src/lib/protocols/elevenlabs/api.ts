import type { ProblemDocument } from '../../translation.ts'
import { asInstant, asObject, asObjects, asText, type JsonObject, readJson, refusal } from '../parse.ts'

export function elevenLabsHeaders(apiKey: string): Record<string, string> {
  return { 'xi-api-key': apiKey }
}

/** Reads a response. @throws {ApiError} an error of the vendor that comes with the status 200 */
export async function readBody(response: Response): Promise<JsonObject> {
  const body = await readJson(response)
  const problem = 'detail' in body ? readProblem(body) : undefined
  if (problem?.code)
    throw refusal(
      statusOf(problem.code),
      problem.code,
      problem.detail ?? `ElevenLabs reports ${problem.code}.`,
    )
  return body
}

function statusOf(code: string): number {
  return (Object.hasOwn(STATUSES, code) && STATUSES[code]) || 400
}

/**
 * The HTTP status that the vendor otherwise uses for a code. It decides whether the client retries.
 */
const STATUSES: Readonly<Record<string, number>> = {
  needs_authorization: 401,
  invalid_api_key: 401,
  dubbing_not_found: 404,
  dubbing_not_dubbed: 425,
  too_many_concurrent_requests: 429,
  system_busy: 429,
}

/**
 * Reads the error formats that the vendor and its users quote: `{detail: {status, message}}`, newer
 * ones with a `code`; `{detail: [{loc, msg, type}]}` for invalid fields (`HTTPValidationError` of
 * the specification); and plain text.
 */
export function readProblem(body: unknown): Partial<ProblemDocument> | undefined {
  const { detail } = asObject(body) ?? {}
  const detailObject = asObject(detail)
  const fields = asObjects(detail)
  if (fields.length > 0) return validationProblem(fields)
  const code = asText(detailObject?.['status']) ?? asText(detailObject?.['code'])
  const message = asText(detailObject?.['message']) ?? asText(detail)
  return { ...(code && { code }), ...(message && { detail: message }) }
}

function validationProblem(fields: readonly JsonObject[]): Partial<ProblemDocument> {
  const errors = fields.map(({ loc, msg }) => ({
    pointer: `/${[loc].flat().slice(1).map(String).join('/')}`,
    detail: asText(msg) ?? 'is invalid',
  }))
  const detail = errors.map((error) => `${error.pointer}: ${error.detail}`).join('; ')
  return { code: 'validation_error', detail, errors }
}

/** Whether a status word is one of these. Upper and lower case are the same. */
export function isOneOf(rawStatus: string | number, ...words: readonly string[]): boolean {
  return words.includes(String(rawStatus).toLowerCase())
}

/** An instant of the vendor. Without a time zone it is in UTC. */
export function asUtc(value: unknown): string | undefined {
  const text = asText(value)
  return asInstant(text && /T[\d:.]+$/.test(text) ? `${text}Z` : text)
}

/** The value if it is a positive, finite number of seconds. */
export function asSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && value < Infinity ? value : undefined
}
