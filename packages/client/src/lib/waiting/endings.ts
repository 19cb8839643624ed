import { ApiError, ConnectionError, TimeoutError } from '../errors.ts'
import { isStatus } from '../http/problem.ts'
import { type Origin, resumeToken } from '../resume-token.ts'
import type { Followed } from './followed.ts'

type Lost = Pick<Followed, 'id'> & Partial<Followed>

/** A wait used up its `timeoutMs` or `maxPolls`. */
export function ranOut(code: 'timeout' | 'max_polls', origin: Origin, it: Lost): TimeoutError {
  return new TimeoutError(...goesOn(code, origin, it))
}

export function lostContact(origin: Origin, it: Lost, cause: unknown): ConnectionError {
  return new ConnectionError(...goesOn('outage', origin, it, cause))
}

function goesOn(code: string, origin: Origin, { id, latest }: Lost, cause?: unknown) {
  const token = resumeToken(origin, [id])
  const details = { code, translationId: id, translation: latest, cause, resumeToken: token }
  return [`This wait for translation ${id} is over (${code}); its resumeToken goes on.`, details] as const
}

/** The server does not have it, has it no longer, or does not show yet what this client created. */
export function absent({ id, path }: Lost, wasCreated: boolean, cause?: unknown): ApiError {
  const isGone = isStatus(cause, 410) || path
  const [code, why] = isGone
    ? ['deleted', 'was deleted']
    : wasCreated
      ? ['not_visible', 'was created, and is not visible']
      : ['not_found', 'is not there for this key']
  const details = { code, status: isGone ? 410 : 404, translationId: id, cause }
  return new ApiError(`Translation ${id} ${why}.`, details)
}

/** The key may not ask for it, now or any longer. */
export function denied({ id }: Lost, { status, problem, message }: ApiError): ApiError {
  const details = { code: 'not_allowed', status, problem, translationId: id }
  return new ApiError(`Translation ${id} is not for this key: ${message}`, details)
}
