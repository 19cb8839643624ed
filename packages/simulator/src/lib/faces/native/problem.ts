import type { ProblemDocument } from 'video-translation-client'
import { Refusal } from '../../refusal.ts'

/** This API's codes for codes of the simulator that differ. */
const CODES: Record<string, string> = {
  bad_request: 'invalid_request',
  bad_scenario: 'invalid_request',
  request_in_progress: 'idempotency_key_in_flight',
}

/** Writes an error as a problem document (RFC 9457). */
export function refuseNative({ status, code, message, details }: Refusal): Response {
  const own = CODES[code] ?? code
  const document: ProblemDocument = {
    type: `urn:video-translation:problem:${own}`,
    title: own,
    status,
    code: own,
    detail: message,
    ...(details as Pick<ProblemDocument, 'errors'>),
  }
  return Response.json(document, { status, headers: { 'content-type': 'application/problem+json' } })
}

/** Refuses a request with a wrong member, which the JSON pointer names. */
export function invalid(pointer: string, detail: string): Refusal {
  return new Refusal(400, 'invalid_request', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] })
}
