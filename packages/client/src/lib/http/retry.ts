import { ApiError, ConnectionError } from '../errors.ts'

/** How failed requests are repeated. It has nothing to do with how often a wait asks. */
export interface RetryOptions {
  /** Repetitions after the first attempt. Default 3; 0 turns them off. */
  limit?: number
  /** The first pause is drawn from 0 to this many milliseconds, and the range doubles each time. Default 500. */
  minDelayMs?: number
  /** The range grows to this at most, in milliseconds. Default 8,000. */
  maxDelayMs?: number
}

export const RETRY_DEFAULTS: Required<RetryOptions> = { limit: 3, minDelayMs: 500, maxDelayMs: 8_000 }

const TRANSIENT = [408, 425, 429, 500, 502, 503, 504]

/** Whether the same request may well succeed a little later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ConnectionError) return true
  if (!(error instanceof ApiError)) return false
  // A 409 with Retry-After: an earlier attempt with the same idempotency key is still being worked on.
  return TRANSIENT.includes(error.status) || (error.status === 409 && error.retryAfterMs !== undefined)
}

/** Whether the server means no, and will say it again: repeating cannot help. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && !isTransient(error)
}

/** Full jitter, so that many clients do not come back in step; the server's own wish is the floor. */
export function retryDelayMs(
  attempt: number,
  { minDelayMs, maxDelayMs }: Required<RetryOptions>,
  error: unknown,
): number {
  const drawn = Math.random() * Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1))
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined
  return Math.max(drawn, asked ?? 0)
}

/** Tells whether a repetition is affordable, so that a failing server is not met with many times the load. */
export interface RetryBudget {
  take(): boolean
  succeeded(): void
}

const CAPACITY = 20
const PER_SUCCESS = 0.2
const PER_MS = 0.0002

/** A token bucket: a repetition costs one, a success gives back a fifth, and idle time one in five seconds. */
export function createRetryBudget(now: () => number = () => performance.now()): RetryBudget {
  let tokens = CAPACITY
  let countedAt = now()
  const add = (extra: number): void => {
    const at = now()
    tokens = Math.min(CAPACITY, tokens + extra + (at - countedAt) * PER_MS)
    countedAt = at
  }
  return {
    take() {
      add(0)
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
    succeeded: () => add(PER_SUCCESS),
  }
}
