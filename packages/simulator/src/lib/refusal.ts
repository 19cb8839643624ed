/**
 * An error answer, which handlers and the simulator throw and the face writes in its own format.
 *
 * The simulator's own codes are `not_found` (404), `method_not_allowed` (405), `bad_request` and
 * `bad_scenario` (400), `origin_not_allowed`, `host_not_allowed`, `bad_signature` and
 * `link_expired` (403), `request_in_progress` (409), `body_too_large` (413), `unsupported_encoding`
 * (415), `rate_limited` (429), `internal` (500) and `unavailable` (503).
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  /**
   * Pause that the client must keep, in seconds of its own time. It becomes the header
   * `Retry-After`.
   */
  readonly retryAfterSeconds: number | undefined
  /** Further facts for the answer of the face, such as the field at fault. */
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

/** Refuses an unknown path with 404, or an unknown method of a known path with 405. */
export function unknownRoute({ method, url }: Request, allowed: readonly string[] = []): Refusal {
  const { pathname } = new URL(url)
  return allowed.length > 0
    ? new Refusal(405, 'method_not_allowed', `${pathname} takes ${allowed.join(', ')}, not ${method}.`)
    : new Refusal(404, 'not_found', `There is no ${method} ${pathname}.`)
}
