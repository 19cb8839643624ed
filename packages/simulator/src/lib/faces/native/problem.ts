import type { ProblemDocument } from 'video-translation-client'
import { Refusal } from '../../refusal.ts'

/** The frame's codes, in this API's words where it has others. */
const CODES: Record<string, string> = {
  bad_request: 'invalid_request',
  bad_scenario: 'invalid_request',
  request_in_progress: 'idempotency_key_in_flight',
}

/** Problem documents (RFC 9457). */
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

/** That a part of the request is not as it must be; the pointer says which. */
export function invalid(pointer: string, detail: string): Refusal {
  return new Refusal(400, 'invalid_request', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] })
}
