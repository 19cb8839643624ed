import type { ResumeToken } from './resume-token.ts'
import type { ProblemDocument, Translation } from './translation.ts'

/** What every error of this library tells. */
export interface ErrorDetails {
  code: string
  translationId?: string | undefined
  cause?: unknown
}

/**
 * Base of every error that this library throws, except an abort: that rejects with the caller's own reason.
 * Thrown itself for input that cannot work; `code` says what is wrong with it.
 */
export class VideoTranslationError extends Error {
  override readonly name: string = 'VideoTranslationError'
  /** Stable and machine-readable, e.g. `invalid_argument`, `not_found`, `timeout`. */
  readonly code: string
  /** The translation it is about, where it is about one. */
  readonly translationId?: string

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    if (details.translationId) this.translationId = details.translationId
  }
}

/** The server answered, and said no. `code` is the problem document's, or `http_<status>` where there is none. */
export class ApiError extends VideoTranslationError {
  override readonly name = 'ApiError'
  /** HTTP status. */
  readonly status: number
  /** The server's problem document (RFC 9457), where it sent one. */
  readonly problem?: ProblemDocument
  /** How long the server asked to wait before the next request, in milliseconds; at most one minute. */
  readonly retryAfterMs?: number

  constructor(
    message: string,
    details: ErrorDetails & { status: number; problem?: ProblemDocument; retryAfterMs?: number | undefined },
  ) {
    super(message, details)
    this.status = details.status
    if (details.problem) this.problem = details.problem
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs
  }
}

/**
 * The server could not be reached or gave no usable answer. `code` is `connection_failed`, `request_timeout`,
 * `invalid_response`, or `outage` where a wait lost contact for longer than its `outageMs`: that one carries a token.
 */
export class ConnectionError extends VideoTranslationError {
  override readonly name = 'ConnectionError'
  /** Give it to `client.resume` to go on waiting. Only on `outage`. */
  readonly resumeToken?: ResumeToken

  constructor(message: string, details: ErrorDetails & { resumeToken?: ResumeToken }) {
    super(message, details)
    if (details.resumeToken) this.resumeToken = details.resumeToken
  }
}

/** A wait reached its `timeoutMs` (`code` is `timeout`) or `maxPolls` (`max_polls`). The translation goes on. */
export class TimeoutError extends VideoTranslationError {
  override readonly name = 'TimeoutError'
  /** Give it to `client.resume`, in this process or another, to go on waiting. */
  readonly resumeToken: ResumeToken
  /** How it stood when last heard of. */
  readonly translation?: Translation

  constructor(
    message: string,
    details: ErrorDetails & { resumeToken: ResumeToken; translation?: Translation | undefined },
  ) {
    super(message, details)
    this.resumeToken = details.resumeToken
    if (details.translation) this.translation = details.translation
  }
}

/**
 * The translation itself did not complete: it ended as `error`, `partial` or `canceled`, or waits for a person
 * (`needs_input`). `code` is the failure's own, or the status where it has none.
 */
export class TranslationError extends VideoTranslationError {
  override readonly name = 'TranslationError'
  /** The translation as it ended, with what each target failed of and the artifacts there are. */
  readonly translation: Translation

  constructor(translation: Translation) {
    super(describeEnd(translation), {
      code: translation.error?.code ?? translation.status,
      translationId: translation.id,
    })
    this.translation = translation
  }
}

function describeEnd({ id, status, error, targets }: Translation): string {
  if (status === 'needs_input') return `Translation ${id} waits for a person's input.`
  const failed = targets.flatMap((target) =>
    target.error ? [`${target.language}: ${target.error.message}`] : [],
  )
  const why = [...(error ? [error.message] : []), ...failed].join(' ')
  return `Translation ${id} ended as ${status}${why ? `: ${why}` : '.'}`
}
