import type { ProblemDocument } from '../../translation.ts'
import { type Body, bodiesIn, bodyIn, instantIn, readJson, refusal, textIn } from '../answers.ts'

/** Reads an answer; one that says no with a status of 200 is an error all the same. */
export async function readBody(response: Response): Promise<Body> {
  const body = await readJson(response)
  const no = 'detail' in body ? problemIn(body) : undefined
  if (no?.code) throw refusal(statusOf(no.code), no.code, no.detail ?? `ElevenLabs says ${no.code}.`)
  return body
}

function statusOf(code: string): number {
  return (Object.hasOwn(STATUSES, code) && STATUSES[code]) || 400
}

/** With which status the vendor says so otherwise; it makes the difference between asking again and giving up. */
const STATUSES: Readonly<Record<string, number>> = {
  needs_authorization: 401,
  invalid_api_key: 401,
  dubbing_not_found: 404,
  dubbing_not_dubbed: 425,
  too_many_concurrent_requests: 429,
  system_busy: 429,
}

/**
 * `{detail: {status, message}}`, as vendor and users quote it, newer ones with a `code`; `{detail: [{loc, msg, type}]}` for wrong
 * fields (`HTTPValidationError` of the specification); and a mere text.
 */
export function problemIn(body: unknown): Partial<ProblemDocument> | undefined {
  const { detail } = bodyIn(body) ?? {}
  const said = bodyIn(detail)
  const fields = bodiesIn(detail)
  if (fields.length > 0) return wrongFields(fields)
  const code = textIn(said?.['status']) ?? textIn(said?.['code'])
  const message = textIn(said?.['message']) ?? textIn(detail)
  return { ...(code && { code }), ...(message && { detail: message }) }
}

function wrongFields(fields: readonly Body[]): Partial<ProblemDocument> {
  const errors = fields.map(({ loc, msg }) => ({
    pointer: `/${[loc].flat().slice(1).map(String).join('/')}`,
    detail: textIn(msg) ?? 'is wrong',
  }))
  const detail = errors.map((error) => `${error.pointer}: ${error.detail}`).join('; ')
  return { code: 'validation_error', detail, errors }
}

/** Whether a word for a status is one of these; upper and lower case are the same. */
export function isWord(word: string | number, ...known: readonly string[]): boolean {
  return known.includes(String(word).toLowerCase())
}

/** An instant of the vendor's: in UTC, which some answers leave unsaid. */
export function utcIn(value: unknown): string | undefined {
  const text = textIn(value)
  return instantIn(text && /T[\d:.]+$/.test(text) ? `${text}Z` : text)
}

/** The length of something, in what may be anything. */
export function secondsIn(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && value < Infinity ? value : undefined
}
