import { ApiError } from '../errors.ts'
import type { ProblemDocument } from '../translation.ts'

/** What the body of an error answer says, as far as it can be told. Default: it is a problem document. */
export type ReadProblem = ((body: unknown) => Partial<ProblemDocument> | undefined) | undefined

/** The error for an answer with an error status, whatever its body is. */
export async function apiError(
  response: Response,
  what: string,
  translationId: string | undefined,
  read: ReadProblem = (body) => body as ProblemDocument,
): Promise<ApiError> {
  const { status, headers, statusText } = response
  // A body that broke off, or is a proxy's page, leaves the status, which says enough.
  const text = await response.text().catch(() => '')
  const body: unknown = await new Response(text).json().catch(() => undefined)
  const problem = (body && typeof body === 'object' ? read(body) : undefined) as ProblemDocument | undefined
  return new ApiError(
    `${what}${redirectOf(response)}: ${status} ${problem?.detail ?? problem?.title ?? (SENTENCE.test(text) ? text : statusText)}`,
    {
      code: problem?.code ?? `http_${status}`,
      status,
      problem,
      retryAfterMs: retryAfterMs(headers),
      translationId,
    },
  )
}

/** Names the new address: a redirect may have turned a `POST` into a `GET`. Its query may hold a secret. */
function redirectOf({ redirected, url }: Response): string {
  return redirected ? ` (redirected to ${url.split('?')[0]})` : ''
}

// Short text that is neither a page nor JSON: small servers refuse in a plain sentence.
const SENTENCE = /^[^<{[]{1,300}$/

export function isStatus(error: unknown, ...statuses: number[]): error is ApiError {
  return error instanceof ApiError && statuses.includes(error.status)
}

/** Undefined for what is gone, or never was. */
export async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isStatus(error, 404, 410)) return undefined
    throw error
  }
}

// Some answers ask for days (a real 429 carried 277,403 seconds); nobody who waits for a video means to obey that.
export const LONGEST_PAUSE_MS = 60_000

/** What a `Retry-After` header asks for in milliseconds: seconds or a date, clamped to a minute. Nonsense is ignored. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after') || 'none'
  const seconds = Number(value)
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS)
}
