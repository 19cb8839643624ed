import { ApiError, ConnectionError, TimeoutError, type VideoTranslationError } from '../errors.ts'
import { isStatus } from '../http/problem.ts'
import { type Origin, resumeToken } from '../resume-token.ts'
import type { Translation } from '../translation.ts'
import type { WaitEnd } from './state/events.ts'
import type { Path } from '../wait-report.ts'

/** A translation whose wait failed. */
export interface LostTranslation {
  readonly id: string
  readonly latest?: Translation | undefined
  readonly path?: Path | undefined
}

/** The error of a wait. Undefined if the translation ended. */
export function waitError(
  end: WaitEnd,
  origin: Origin,
  lost: LostTranslation,
): VideoTranslationError | undefined {
  switch (end.why) {
    case 'final':
      return undefined
    case 'absent':
      return absent(lost, end.wasCreated, end.error)
    case 'denied':
      return denied(lost, end.error as ApiError)
    case 'refused':
      return end.error as VideoTranslationError
    default:
      return waitOver(end.why, origin, lost, end.error)
  }
}

const REASONS = {
  timeout: 'The wait timed out',
  max_polls: 'The wait used all of its polls',
  outage: 'The server was out of reach for too long',
}

/** The error of a wait that used up `timeoutMs` or `maxPolls`, or lost contact. The job goes on. */
function waitOver(
  code: keyof typeof REASONS,
  origin: Origin,
  { id, latest }: LostTranslation,
  cause?: unknown,
): VideoTranslationError {
  const details = {
    code,
    translationId: id,
    translation: latest,
    resumeToken: resumeToken(origin, [id], latest?.revision),
    ...(cause ? { cause } : {}),
  }
  const Kind = code === 'outage' ? ConnectionError : TimeoutError
  const why = cause ? ` The last request failed: ${(cause as Error).message}` : ''
  return new Kind(
    `${REASONS[code]}. Translation ${id} may go on: pass \`resumeToken\` to \`resume\`.${why}`,
    details,
  )
}

/** The error for a translation that does not exist, was deleted, or is not visible yet. */
export function absent({ id, path }: LostTranslation, wasCreated: boolean, cause?: unknown): ApiError {
  const isGone = isStatus(cause, 410) || path
  const [code, why] = isGone
    ? ['deleted', 'was deleted']
    : wasCreated
      ? ['not_visible', 'was created, but is not visible yet']
      : ['not_found', 'does not exist, or belongs to another key']
  const details = { code, status: isGone ? 410 : 404, translationId: id, cause }
  return new ApiError(`Translation ${id} ${why}.`, details)
}

/** The error for a key without access to the translation. */
export function denied({ id }: LostTranslation, { status, problem, message }: ApiError): ApiError {
  const details = { code: 'not_allowed', status, problem, translationId: id }
  return new ApiError(`This key may not see translation ${id}: ${message}`, details)
}
