import { STATUS_CODES } from 'node:http'
import type { ProblemDocument } from 'video-translation-client'

/** An offending field, by JSON pointer. */
export type FieldError = NonNullable<ProblemDocument['errors']>[number]

interface ProblemExtras {
  errors?: FieldError[]
  headers?: Record<string, string>
  details?: Partial<ProblemDocument>
  cause?: unknown
}

/** An answer with an error status. Any code may throw it. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly code: string
  readonly errors: FieldError[] | undefined
  readonly headers: Record<string, string>
  /** Further members of the document. */
  readonly details: Partial<ProblemDocument>

  constructor(status: number, code: string, detail: string, extras: ProblemExtras = {}) {
    super(detail, { cause: extras.cause })
    this.status = status
    this.code = code
    this.errors = extras.errors
    this.headers = extras.headers ?? {}
    this.details = extras.details ?? {}
  }
}

/** Invalid input, listed by field. */
export function invalidRequest(errors: FieldError[]): Problem {
  const shown = distinct(errors)
  const detail = shown.map(({ pointer, detail }) => (pointer ? `${pointer}: ${detail}` : detail)).join(' ')
  return new Problem(400, 'invalid_request', detail, { errors: shown })
}

/** A valid request that cannot be served, for these reasons. */
export function refusedRequest(code: string, errors: FieldError[]): Problem {
  const shown = distinct(errors)
  return new Problem(422, code, shown.map(({ detail }) => detail).join(' '), { errors: shown })
}

/**
 * More errors would not help to fix a request, and a small request could cause megabytes of them.
 */
const MAX_ERRORS = 20

/** Drops duplicates: a schema may report one field for two reasons with the same text. */
function distinct(errors: FieldError[]): FieldError[] {
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()].slice(0, MAX_ERRORS)
}

/** Translations of other owners are reported as missing, too. */
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
    ...problem.details,
    ...(requestId && { requestId }),
  }
}
