import { STATUS_CODES } from 'node:http'
import type { ProblemDocument } from 'video-translation-client'

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
