import type { ProblemDocument, Translation } from './translation.ts'

/** All that is needed to go on waiting elsewhere. Plain JSON, without any secret. */
export interface ResumeToken {
  v: 1
  /** Base URL of the server that has the translations. */
  server: string
  /** The protocol, where it is not a Video Translation server's own API. */
  protocol?: string
  /** The translations waited for. */
  ids: string[]
}

/** What errors of this library carry. Each class declares its part. */
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
 * Base of every error that this library throws, except an abort: that rejects with the caller's own
 * reason. The base itself is thrown for input that cannot work; `code` says what is wrong.
 */
export class VideoTranslationError extends Error {
  override readonly name: string = 'VideoTranslationError'
  /** Stable and machine-readable, e.g. `invalid_argument`, `not_found`, `timeout`. */
  declare readonly code: string
  /** The id of the translation, where the error is about one. */
  declare readonly translationId?: string

  constructor(message: string, details: ErrorDetails) {
    super(message, details)
    Object.assign(this, details)
  }
}

/**
 * The server answered, and said no. `code` is the problem document's, or `http_<status>` where
 * there is none.
 */
export class ApiError extends VideoTranslationError {
  override readonly name = 'ApiError'
  /** HTTP status. */
  declare readonly status: number
  /** The server's problem document (RFC 9457), where it sent one. */
  declare readonly problem?: ProblemDocument
  /**
   * How long the server asked to wait before the next request, in milliseconds; at most one minute.
   */
  declare readonly retryAfterMs?: number
}

/**
 * The server could not be reached or gave no usable answer. `code` is `connection_failed`,
 * `request_timeout`, `invalid_response`, or `outage` where a wait lost contact for longer than its
 * `outageMs`: that one carries a token.
 */
export class ConnectionError extends VideoTranslationError {
  override readonly name = 'ConnectionError'
  /** Give it to `client.resume` to go on waiting. Only on `outage`. */
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
  /** Give it to `client.resume`, in this process or another, to go on waiting. */
  declare readonly resumeToken: ResumeToken
  /** The newest state that is known. */
  declare readonly translation?: Translation
}

/**
 * The translation itself did not complete: it ended as `error`, `partial` or `canceled`, or waits
 * for a person (`needs_input`). `code` is the failure's own, or the status where it has none.
 */
export class TranslationError extends VideoTranslationError {
  override readonly name = 'TranslationError'
  /** The translation as it ended, with the error of each target and the artifacts there are. */
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

/** The error for input that cannot work. The message says what would. */
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
