import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ProblemDocument } from 'video-translation-client'
import { isStorageFull, STORAGE_FULL_MESSAGE, StorageFull } from '../../files/storage-full.ts'

/** Each offending field by JSON pointer. */
export type FieldError = NonNullable<ProblemDocument['errors']>[number]

/** An answer with an error status, thrown from wherever it is found. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly code: string
  readonly errors: FieldError[] | undefined
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: string,
    detail: string,
    extras: { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: extras.cause })
    this.status = status
    this.code = code
    this.errors = extras.errors
    this.headers = extras.headers ?? {}
  }
}

/** Input that cannot be right, field by field. */
export function invalidRequest(errors: FieldError[]): Problem {
  const told = worthTelling(errors)
  const detail = told.map(({ pointer, detail }) => (pointer ? `${pointer}: ${detail}` : detail)).join(' ')
  return new Problem(400, 'invalid_request', detail, { errors: told })
}

/** A request that is understood and cannot be served, for these reasons. */
export function refusedRequest(code: string, errors: FieldError[]): Problem {
  const told = worthTelling(errors)
  return new Problem(422, code, told.map(({ detail }) => detail).join(' '), { errors: told })
}

/** More would help nobody to mend a request, and a small one could make the server write megabytes. */
const MOST_ERRORS = 20

/** Each once: a schema may name one field for two reasons that read the same. */
function worthTelling(errors: FieldError[]): FieldError[] {
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()].slice(0, MOST_ERRORS)
}

/** Other people's translations do not exist either. */
export function translationNotFound(id: string): Problem {
  return new Problem(404, 'translation_not_found', `There is no translation ${id}.`)
}

/** Every error of every route leaves through here. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asProblem(error, request)
  if (problem.status >= 500)
    request.log[error === problem ? 'warn' : 'error']({ err: error, code: problem.code }, problem.message)
  return sendProblem(problem, request, reply)
}

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(problemDocument(problem, request.id))
}

/** The body of an answer with an error status. */
export function problemDocument(problem: Problem, requestId?: string): ProblemDocument {
  return {
    type: `urn:video-translation:problem:${problem.code}`,
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    ...(problem.errors && { errors: problem.errors }),
    ...(requestId && { requestId }),
  }
}

function asProblem(error: unknown, { raw }: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (raw.destroyed && !raw.complete) return new Problem(400, 'bad_request', 'The body broke off.')
  const known = error as Partial<FastifyError>
  if (isStorageFull(error)) return insufficientStorage(error)
  if (known.validation) return invalidRequest(known.validation.flatMap(fieldErrors))
  const found = KNOWN[known.code ?? '']
  if (found) return new Problem(...found)
  const status = known.statusCode ?? 500
  // Only the framework judges requests. Errors from further inside may carry statuses too, of what they asked.
  const isRequestsFault = known.code?.startsWith('FST_') && status >= 400 && status < 500
  if (!isRequestsFault) return new Problem(500, 'internal', 'The server failed; its log says why.')
  return new Problem(status, 'bad_request', known.message ?? 'The request cannot be understood.')
}

/** Whatever could not be written; the log has the cause. */
function insufficientStorage(error: unknown): Problem {
  const detail = error instanceof StorageFull ? error.message : STORAGE_FULL_MESSAGE
  return new Problem(507, 'insufficient_storage', detail, { cause: error })
}

const NOT_JSON = [400, 'invalid_json', 'The body is not valid JSON.'] as const

const KNOWN: Record<string, readonly [number, string, string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: NOT_JSON,
  FST_ERR_CTP_EMPTY_JSON_BODY: NOT_JSON,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'bad_request', 'The body is not as long as Content-Length says.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported_media_type',
    'The body must be sent as application/json.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body_too_large', 'The body is larger than this route takes.'],
  FST_ERR_BAD_URL: [400, 'bad_url', 'The path is not a valid URL.'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'bad_url', 'The path is too long.'],
}

type Validation = NonNullable<FastifyError['validation']>[number]

/** One schema error as pointers: a missing or unknown property is named itself, and not only its parent. */
function fieldErrors(one: Validation): FieldError[] {
  const base = one.instancePath
  const named = propertyNames(one.params)
  const detail = sentence(one)
  return named.length > 0
    ? named.map((name) => ({ pointer: `${base}/${name}`, detail }))
    : [{ pointer: base, detail }]
}

function propertyNames(params: Record<string, unknown>): string[] {
  const names =
    params['requiredProperties'] ?? params['additionalProperties'] ?? params['unevaluatedProperties']
  return Array.isArray(names) ? names.map(String) : []
}

function sentence(one: Validation): string {
  if (one.keyword === 'required') return 'It is missing.'
  if (one.keyword === 'additionalProperties' || one.keyword === 'boolean') return 'It is not known here.'
  const message = one.message ?? 'is not valid'
  return `It ${message}.`
}
