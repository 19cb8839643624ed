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
    ...(details as Partial<ProblemDocument>),
  }
  const { revision } = document
  const headers = {
    'content-type': 'application/problem+json',
    // Edits that come too late learn the revision of the cues.
    ...(revision !== undefined && { etag: `"c${revision}"` }),
  }
  return Response.json(document, { status, headers })
}

/** Refuses a request with a wrong member, which the JSON pointer names. */
export function invalid(pointer: string, detail: string): Refusal {
  return invalidMembers([{ pointer, detail }])
}

/** Refuses a request with several wrong members. */
export function invalidMembers(errors: readonly { pointer: string; detail: string }[]): Refusal {
  const message = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ')
  return new Refusal(400, 'invalid_request', message, { errors })
}
