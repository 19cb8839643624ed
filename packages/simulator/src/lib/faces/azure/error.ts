import type { Refusal } from '../../refusal.ts'

/** Azure's words for what the frame refuses. */
const CODES: Readonly<Record<string, string>> = {
  not_found: 'NotFound',
  method_not_allowed: 'NotAllowed',
  bad_request: 'InvalidRequest',
  bad_scenario: 'InvalidRequest',
  bad_signature: 'AuthenticationFailed',
  link_expired: 'AuthenticationFailed',
  rate_limited: 'TooManyRequests',
  unavailable: 'ServiceUnavailable',
  internal: 'InternalServerError',
}

/** `Azure.Core.Foundations.ErrorResponse`, and the header that repeats its code. */
export function refuseAzure({ status, code, message, details }: Refusal): Response {
  const said = CODES[code] ?? code
  const { target } = details
  const error = { code: said, message, ...(typeof target === 'string' && { target }) }
  return Response.json({ error }, { status, headers: { 'x-ms-error-code': said } })
}
