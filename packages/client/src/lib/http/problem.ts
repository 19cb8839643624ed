import { ApiError } from '../errors.ts'
import type { ProblemDocument } from '../translation.ts'

/** Reads the body of an error answer. By default it is a problem document. */
export type ReadProblem = ((body: unknown) => Partial<ProblemDocument> | undefined) | undefined

/** The error for an answer with an error status, for any body. */
export async function apiError(
  response: Response,
  what: string,
  translationId: string | undefined,
  read: ReadProblem = (body) => body as ProblemDocument,
): Promise<ApiError> {
  const { status, headers, statusText } = response
  // Without a readable body the status says enough.
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

/**
 * Names the new address, since a redirect may turn a `POST` into a `GET`. The query is left out: it
 * may hold a secret.
 */
function redirectOf({ redirected, url }: Response): string {
  return redirected ? ` (redirected to ${url.split('?')[0]})` : ''
}

// Short text that is neither HTML nor JSON: small servers send a plain sentence.
const SENTENCE = /^[^<{[]{1,300}$/

export function isStatus(error: unknown, ...statuses: number[]): error is ApiError {
  return error instanceof ApiError && statuses.includes(error.status)
}

/** Resolves with undefined if the resource is missing or gone. */
export async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isStatus(error, 404, 410)) return undefined
    throw error
  }
}

// Some servers ask for days (a real 429 said 277,403 seconds), which no wait for a video should
// obey.
export const LONGEST_PAUSE_MS = 60_000

/** Reads `Retry-After`, in seconds or as a date, into milliseconds of at most a minute. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after') || 'none'
  const seconds = Number(value)
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS)
}
