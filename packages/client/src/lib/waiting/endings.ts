import { ApiError, ConnectionError, TimeoutError, type VideoTranslationError } from '../errors.ts'
import { isStatus } from '../http/problem.ts'
import { type Origin, resumeToken } from '../resume-token.ts'
import type { Followed } from './followed.ts'

type Lost = Pick<Followed, 'id'> & Partial<Followed>

/** A wait used up its `timeoutMs` or `maxPolls`, or lost contact with the server: the translation goes on. */
export function waitOver(
  code: 'timeout' | 'max_polls' | 'outage',
  origin: Origin,
  { id, latest }: Lost,
  cause?: unknown,
): VideoTranslationError {
  const token = resumeToken(origin, [id])
  const known = { code, translationId: id, translation: latest, resumeToken: token }
  const details = cause ? { ...known, cause } : known
  const Kind = code === 'outage' ? ConnectionError : TimeoutError
  return new Kind(`Translation ${id} may go on; resume this wait by its resumeToken (${code}).`, details)
}

/** The server does not have it, has it no longer, or does not show yet what this client created. */
export function absent({ id, path }: Lost, wasCreated: boolean, cause?: unknown): ApiError {
  const isGone = isStatus(cause, 410) || path
  const [code, why] = isGone
    ? ['deleted', 'was deleted']
    : wasCreated
      ? ['not_visible', 'is not visible yet']
      : ['not_found', 'is not there for this key']
  const details = { code, status: isGone ? 410 : 404, translationId: id, cause }
  return new ApiError(`Translation ${id} ${why}.`, details)
}

/** The key may not ask for it, now or any longer. */
export function denied({ id }: Lost, { status, problem, message }: ApiError): ApiError {
  const details = { code: 'not_allowed', status, problem, translationId: id }
  return new ApiError(`Translation ${id} is not for this key: ${message}`, details)
}
