import { ApiError, ConnectionError, TimeoutError } from '../errors.ts'
import { isStatus } from '../http/problem.ts'
import { type Origin, resumeToken } from '../resume-token.ts'
import type { Followed } from './followed.ts'

type Lost = Pick<Followed, 'id'> & Partial<Followed>

/** A wait used up its `timeoutMs` or `maxPolls`. */
export function ranOut(code: 'timeout' | 'max_polls', origin: Origin, { id, latest }: Lost): TimeoutError {
  const details = { code, translationId: id, translation: latest, resumeToken: resumeToken(origin, [id]) }
  return new TimeoutError(`Translation ${id} is not done yet, and this wait is over (${code}).`, details)
}

export function lostContact(origin: Origin, { id }: Lost, cause: unknown): ConnectionError {
  const details = { code: 'outage', translationId: id, cause, resumeToken: resumeToken(origin, [id]) }
  return new ConnectionError(`Lost contact with the server; translation ${id} may go on there.`, details)
}

/** The server does not have it, has it no longer, or does not show yet what this client created. */
export function absent({ id, path }: Lost, wasCreated: boolean, cause?: unknown): ApiError {
  const isGone = isStatus(cause, 410) || path
  const [code, why] = isGone
    ? ['deleted', 'was deleted']
    : wasCreated
      ? ['not_visible', 'was created, but the server does not show it']
      : ['not_found', 'does not exist, or not for this key']
  const details = { code, status: isGone ? 410 : 404, translationId: id, cause }
  return new ApiError(`Translation ${id} ${why}.`, details)
}

/** The key may not ask for it, now or any longer. */
export function denied({ id }: Lost, { status, problem, message }: ApiError): ApiError {
  const details = { code: 'not_allowed', status, problem, translationId: id }
  return new ApiError(`Not allowed to ask for translation ${id}: ${message}`, details)
}
