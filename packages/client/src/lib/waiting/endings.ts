import { ApiError, ConnectionError, TimeoutError } from '../errors.ts'
import { resumeToken } from '../resume-token.ts'
import type { Translation } from '../translation.ts'

/** A wait used up its `timeoutMs` or `maxPolls`. */
export function ranOut(
  code: 'timeout' | 'max_polls',
  server: string,
  id: string,
  translation?: Translation,
): TimeoutError {
  return new TimeoutError(`Translation ${id} is not done yet, and this wait is over (${code}).`, {
    code,
    translationId: id,
    translation,
    resumeToken: resumeToken(server, [id]),
  })
}

export function lostContact(server: string, id: string, cause: unknown): ConnectionError {
  return new ConnectionError(`Lost contact with the server; translation ${id} may go on there.`, {
    code: 'outage',
    translationId: id,
    cause,
    resumeToken: resumeToken(server, [id]),
  })
}

/** The server does not have it, or has it no longer. */
export function absent(id: string, wasThere?: unknown): ApiError {
  return new ApiError(
    `Translation ${id} ${wasThere ? 'was deleted' : 'does not exist, or not for this key'}.`,
    {
      code: wasThere ? 'deleted' : 'not_found',
      status: wasThere ? 410 : 404,
      translationId: id,
    },
  )
}
