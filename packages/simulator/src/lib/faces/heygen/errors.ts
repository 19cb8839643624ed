import { Refusal } from '../../refusal.ts'

/** HeyGen's codes for the simulator's own (developers.heygen.com/docs/error-codes). */
const CODES: Readonly<Record<string, string>> = {
  bad_request: 'invalid_parameter',
  bad_scenario: 'invalid_parameter',
  rate_limited: 'rate_limit_exceeded',
  unavailable: 'internal_error',
  internal: 'internal_error',
}

const DOCUMENT = 'https://developers.heygen.com/docs/error-codes#'

/** Writes an error in the format of version 3, or of version 2 for its routes. */
export function refuseHeygen({ status, code: own, message, details }: Refusal): Response {
  const code = CODES[own] ?? own
  if (details['legacy']) return Response.json({ data: null, error: { code, message } }, { status })
  const { param } = details
  const error = {
    code,
    message,
    ...(param !== undefined && { param }),
    doc_url: DOCUMENT + code.replaceAll('_', '-'),
  }
  return Response.json({ error }, { status })
}

export function invalidParameter(param: string, message: string): Refusal {
  return new Refusal(400, 'invalid_parameter', message, { param })
}

export function notFound(what: string, id: string): Refusal {
  return new Refusal(404, 'not_found', `${what} ${id} not found`)
}
