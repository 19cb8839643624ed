import { ApiError } from 'video-translation-client'

/** Whether the same request would fail again and again. */
export function isRefusal(error: unknown): error is ApiError {
  const status = error instanceof ApiError ? (error.status ?? 0) : 0
  return status >= 400 && status < 500 && ![408, 409, 412, 425, 429].includes(status)
}

/** Whether somebody else may have been faster. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 409 || error.status === 412)
}
