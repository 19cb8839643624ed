/**
 * A request that is answered with an error. Handlers throw it, and so does the frame; the face puts it into its own
 * envelope. The codes of the frame: `not_found` (404), `method_not_allowed` (405), `bad_request` and `bad_scenario` (400),
 * `rate_limited` (429, with `retryAfterSeconds`), `unavailable` (503), `internal` (500).
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  /** How long the client is to wait, in seconds of its own time. Becomes the header `Retry-After`. */
  readonly retryAfterSeconds: number | undefined
  /** What else the face's envelope is to say: the field at fault, and such. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    code: string,
    message: string,
    { retryAfterSeconds, ...details }: { retryAfterSeconds?: number; [detail: string]: unknown } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
    this.details = details
  }
}

/** That there is no such path, or that it takes other methods. */
export function unknownRoute({ method, url }: Request, allowed: readonly string[] = []): Refusal {
  const { pathname } = new URL(url)
  return allowed.length > 0
    ? new Refusal(405, 'method_not_allowed', `${pathname} takes ${allowed.join(', ')}, not ${method}.`)
    : new Refusal(404, 'not_found', `There is no ${method} ${pathname}.`)
}
