import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isStorageUnavailable, STORAGE_UNAVAILABLE_MESSAGE } from '../../files/storage-unavailable.ts'
import { isStorageFull, STORAGE_FULL_MESSAGE, StorageFull } from '../../files/storage-full.ts'
import { StoreUnavailable } from '../../store/store-unavailable.ts'
import { invalidRequest, Problem, problemDocument } from './problem.ts'
import { fieldErrors } from './validation-errors.ts'

/** Every error of every route is sent by this function. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asProblem(error, request)
  if (problem.status >= 500)
    request.log[error === problem ? 'warn' : 'error']({ err: error, code: problem.code }, problem.message)
  return sendProblem(problem, request, reply)
}

function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(problemDocument(problem, request.id))
}

function asProblem(error: unknown, { raw }: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (raw.destroyed && !raw.complete) return new Problem(400, 'bad_request', 'The body ended early.')
  const known = error as Partial<FastifyError>
  const outage = asOutage(error)
  if (outage) return outage
  if (known.validation) return invalidRequest(known.validation.flatMap(fieldErrors))
  const found = FRAMEWORK_ERRORS[known.code ?? '']
  if (found) return new Problem(...found)
  const status = known.statusCode ?? 500
  // Only the framework's errors are about the request. Errors from inside may carry statuses of
  // other servers.
  const isRequestsFault = known.code?.startsWith('FST_') && status >= 400 && status < 500
  if (!isRequestsFault) return new Problem(500, 'internal', 'The server failed; its log has the cause.')
  return new Problem(status, 'bad_request', known.message ?? 'The request cannot be understood.')
}

/** The disk, the file storage or the database fails, and not the request. */
function asOutage(error: unknown): Problem | undefined {
  if (isStorageFull(error)) return insufficientStorage(error)
  if (isStorageUnavailable(error)) return storageUnavailable(error)
  return error instanceof StoreUnavailable ? databaseUnavailable(error) : undefined
}

/** The disk was too full for a write. The log has the cause. */
function insufficientStorage(error: unknown): Problem {
  const detail = error instanceof StorageFull ? error.message : STORAGE_FULL_MESSAGE
  return new Problem(507, 'insufficient_storage', detail, { cause: error })
}

/** The log has the cause, which may name hosts and buckets. */
function storageUnavailable(cause: unknown): Problem {
  const headers = { 'retry-after': '10' }
  return new Problem(503, 'storage_unavailable', STORAGE_UNAVAILABLE_MESSAGE, { headers, cause })
}

/** The log has the cause, which may name hosts. */
function databaseUnavailable(cause: unknown): Problem {
  const headers = { 'retry-after': '5' }
  return new Problem(503, 'database_unavailable', 'The database does not answer.', { headers, cause })
}

const NOT_JSON = [400, 'invalid_json', 'The body is not valid JSON.'] as const

const FRAMEWORK_ERRORS: Record<string, readonly [number, string, string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: NOT_JSON,
  FST_ERR_CTP_EMPTY_JSON_BODY: NOT_JSON,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'bad_request',
    'The length of the body differs from Content-Length.',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported_media_type',
    'The body must be sent as application/json.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body_too_large', 'The body is larger than this route accepts.'],
  FST_ERR_BAD_URL: [400, 'bad_url', 'The path is not a valid URL.'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'bad_url', 'The path is too long.'],
}
