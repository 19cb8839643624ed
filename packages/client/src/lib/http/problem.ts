import { ApiError } from '../errors.ts'
import type { ProblemDocument } from '../translation.ts'
import { retryAfterMs } from './retry-after.ts'

/** What the body of an error answer says, as far as it can be told. Default: it is a problem document. */
export type ReadProblem = ((body: unknown) => Partial<ProblemDocument> | undefined) | undefined

/** The error for an answer with an error status, whatever its body is. */
export async function apiError(
  response: Response,
  what: string,
  read: ReadProblem = (body) => body as ProblemDocument,
  translationId?: string,
): Promise<ApiError> {
  const { status, headers } = response
  // A body that broke off, or is a proxy's page, leaves the status, which says enough.
  const body: unknown = await response.json().catch(() => undefined)
  const problem = (body && typeof body === 'object' ? read(body) : undefined) as ProblemDocument | undefined
  return new ApiError(`${what}: ${status} ${problem?.detail ?? problem?.title ?? response.statusText}`, {
    code: problem?.code ?? `http_${status}`,
    status,
    problem,
    retryAfterMs: retryAfterMs(headers),
    translationId,
  })
}

export function isStatus(error: unknown, ...statuses: number[]): error is ApiError {
  return error instanceof ApiError && statuses.includes(error.status)
}
