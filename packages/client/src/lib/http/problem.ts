import { ApiError } from '../errors.ts'
import type { ProblemDocument } from '../translation.ts'
import { retryAfterMs } from './retry-after.ts'

/** The error for an answer with an error status, whatever its body is. */
export async function apiError(response: Response, what: string, translationId?: string): Promise<ApiError> {
  const { status, headers } = response
  const problem = await readProblem(response)
  return new ApiError(`${what}: ${status} ${problem?.detail ?? problem?.title ?? response.statusText}`, {
    code: problem?.code ?? `http_${status}`,
    status,
    problem,
    retryAfterMs: retryAfterMs(headers),
    translationId,
  })
}

/** A body that broke off, or is a proxy's page, leaves the status, which says enough. */
async function readProblem(response: Response): Promise<ProblemDocument | undefined> {
  const body: unknown = await response.json().catch(() => undefined)
  return body && typeof body === 'object' ? (body as ProblemDocument) : undefined
}

export function isStatus(error: unknown, ...statuses: number[]): error is ApiError {
  return error instanceof ApiError && statuses.includes(error.status)
}
