import type { Refusal } from '../../refusal.ts'

/** Azure's codes for the simulator's own. */
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

/** Writes `Azure.Core.Foundations.ErrorResponse`, and the header that repeats its code. */
export function refuseAzure({ status, code, message, details }: Refusal): Response {
  const azureCode = CODES[code] ?? code
  const { target } = details
  const error = { code: azureCode, message, ...(typeof target === 'string' && { target }) }
  return Response.json({ error }, { status, headers: { 'x-ms-error-code': azureCode } })
}
