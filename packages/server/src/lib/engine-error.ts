/**
 * The work itself failed, for a reason that a user can understand.
 * The task is tried again only if `retryable` is true.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: string
  readonly retryable: boolean

  constructor(code: string, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? false
  }
}
