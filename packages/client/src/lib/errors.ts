import type { ProblemDocument, Translation } from './translation.ts'

/** Everything needed to go on waiting elsewhere. Plain JSON, without any secret. */
export interface ResumeToken {
  v: 1
  /** Base URL of the server that has the translations. */
  server: string
  /** The protocol. Absent for the API of a Video Translation server. */
  protocol?: string
  /** The translations waited for. */
  ids: string[]
  /** The newest revision that was known of a single one: the wait never ends with an older one. */
  revision?: number
}

/** Properties of this library's errors. Each class declares its own. */
export interface ErrorDetails {
  code: string
  translationId?: string | undefined
  cause?: unknown
  status?: number
  problem?: ProblemDocument | undefined
  retryAfterMs?: number | undefined
  resumeToken?: ResumeToken
  translation?: Translation | undefined
}

/**
 * The base class of this library's errors. Only an abort is none: it rejects with the caller's own
 * reason. The base class itself is thrown for invalid input.
 */
export class VideoTranslationError extends Error {
  override readonly name: string = 'VideoTranslationError'
  /** Stable and machine-readable, e.g. `invalid_argument`, `not_found`, `timeout`. */
  declare readonly code: string
  /** The id of the translation that the error is about. */
  declare readonly translationId?: string

  constructor(message: string, details: ErrorDetails) {
    super(message, details)
    Object.assign(this, details)
  }
}

/**
 * The server answered with an error status. `code` is the problem document's, or `http_<status>`
 * without one.
 */
export class ApiError extends VideoTranslationError {
  override readonly name = 'ApiError'
  /** HTTP status. */
  declare readonly status: number
  /** The server's problem document (RFC 9457), if it sent one. */
  declare readonly problem?: ProblemDocument
  /**
   * The server's `Retry-After` in milliseconds, at most one minute.
   */
  declare readonly retryAfterMs?: number
}

/**
 * The server could not be reached, or its answer could not be used. `code` is `connection_failed`,
 * `request_timeout`, `invalid_response`, or `outage` when a wait had no contact for `outageMs`.
 */
export class ConnectionError extends VideoTranslationError {
  override readonly name = 'ConnectionError'
  /** Pass it to `client.resume` to go on waiting. Only on `outage`. */
  declare readonly resumeToken?: ResumeToken
  /** The newest state that is known. Only on `outage`. */
  declare readonly translation?: Translation
}

/**
 * A wait reached its `timeoutMs` (`code` is `timeout`) or `maxPolls` (`max_polls`). The translation
 * goes on.
 */
export class TimeoutError extends VideoTranslationError {
  override readonly name = 'TimeoutError'
  /** Pass it to `client.resume`, in this process or another, to go on waiting. */
  declare readonly resumeToken: ResumeToken
  /** The newest state that is known. */
  declare readonly translation?: Translation
}

/**
 * The translation ended as `error`, `partial` or `canceled`, or waits for a person (`needs_input`).
 * `code` is that of the failure, or the status without one.
 */
export class TranslationError extends VideoTranslationError {
  override readonly name = 'TranslationError'
  /** The final state, with the error of each target and the artifacts that exist. */
  declare readonly translation: Translation

  constructor(translation: Translation) {
    const { id, status, error } = translation
    super(describeEnd(translation), { code: error?.code ?? status, translationId: id, translation })
  }
}

function describeEnd({ id, status, error, targets }: Translation): string {
  const why = targets.map((target) => target.error && `${target.language}: ${target.error.message}`)
  return [`Translation ${id} is ${status}.`, error?.message, ...why].filter(Boolean).join(' ')
}

/** The error for invalid input. The message says what is valid. */
export function invalid(message: string, code = 'invalid_argument'): VideoTranslationError {
  return new VideoTranslationError(message, { code })
}

/**
 * Rejects a response that cannot be used.
 * @param problem completes the sentence "Unexpected response: …"
 * @throws {ConnectionError} `invalid_response`
 */
export function throwInvalidResponse(problem: string): never {
  throw new ConnectionError(`Unexpected response: ${problem}.`, { code: 'invalid_response' })
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof VideoTranslationError && error.code === code
}
