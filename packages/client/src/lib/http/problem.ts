import { ApiError } from '../errors.ts'
import type { ProblemDocument } from '../translation.ts'
import { retryAfterMs } from './retry-after.ts'

/** The error for an answer with an error status, whatever its body is. */
export async function apiError(response: Response, what: string, translationId?: string): Promise<ApiError> {
  const problem = await readProblem(response)
  const detail = problem?.detail ?? problem?.title ?? response.statusText
  return new ApiError(`${what} was answered ${response.status}${detail ? `: ${detail}` : '.'}`, {
    code: problem?.code ?? `http_${response.status}`,
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers),
    translationId,
    ...(problem && { problem }),
  })
}

async function readProblem(response: Response): Promise<ProblemDocument | undefined> {
  const body = await response.text()
  try {
    const parsed = JSON.parse(body) as ProblemDocument
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

export function isStatus(error: unknown, ...statuses: number[]): error is ApiError {
  return error instanceof ApiError && statuses.includes(error.status)
}
