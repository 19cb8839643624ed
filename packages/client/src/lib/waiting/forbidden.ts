import { ApiError } from '../errors.ts'

/** Whether the key is missing, wrong, or not allowed to see what it asks for: no other channel would do better. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403)
}
