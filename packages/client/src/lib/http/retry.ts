import { ApiError, ConnectionError } from '../errors.ts'
import { now } from '../timers.ts'
import type { OptionKinds } from '../options.ts'
import { isStatus } from './problem.ts'

/**
 * How failed requests are repeated. It has nothing to do with how often a wait asks.
 *
 * Each call may always repeat its request once. Further repetitions, up to `limit`, use a budget
 * that all calls of the client share, so that a server that is down is not flooded. The budget
 * holds 20 repetitions, and regains one every five seconds and 0.2 with each success. So in `t`
 * seconds, `n` calls to a dead server make at most `2 n + 20 + t / 5` requests.
 */
export interface RetryOptions {
  /**
   * Repetitions after the first attempt, as far as the budget allows. Default 3; 0 turns them off.
   */
  limit?: number
  /**
   * The first pause is drawn from 0 to this many milliseconds, and the range doubles each time.
   * Default 500.
   */
  minDelayMs?: number
  /** The range grows to this at most, in milliseconds. Default 8,000. */
  maxDelayMs?: number
}

export const RETRY_DEFAULTS: Required<RetryOptions> = { limit: 3, minDelayMs: 500, maxDelayMs: 8_000 }

/** Whether the same request may well succeed a little later. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    isStatus(error, 408, 425, 429, 500, 502, 503, 504) ||
    // A 409 with Retry-After: an earlier attempt with the same idempotency key is still being
    // worked on.
    (isStatus(error, 409) && error.retryAfterMs !== undefined)
  )
}

/** Whether the server refuses the request and would refuse it again. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && !isTransient(error)
}

export const RETRY_KINDS: OptionKinds<RetryOptions> = {
  limit: 'limit',
  minDelayMs: 'number',
  maxDelayMs: 'number',
}

/**
 * Draws the pause at random, so that many clients do not repeat at the same moment. A
 * `Retry-After` is the minimum.
 */
export function retryDelayMs(
  attempt: number,
  { minDelayMs, maxDelayMs }: Omit<Required<RetryOptions>, 'limit'>,
  error?: unknown,
  random = Math.random(),
): number {
  const drawn = random * Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1))
  return Math.max(drawn, (error as Partial<ApiError> | undefined)?.retryAfterMs ?? 0)
}

/**
 * Says whether a repetition is affordable, so that a failing server does not get many times the
 * load.
 */
export interface RetryBudget {
  take(): boolean
  succeeded(): void
}

const SAVED_AT_MOST_MS = 100_000
const COST_MS = 5_000
const PER_SUCCESS_MS = 1_000

/**
 * The budget is counted in time: a repetition costs five seconds, a success gives one back, and the
 * clock gives back the rest.
 */
export function createRetryBudget(): RetryBudget {
  let spentUntilMs = -Infinity
  return {
    take() {
      const untilMs = Math.max(spentUntilMs, now() - SAVED_AT_MOST_MS) + COST_MS
      if (untilMs > now()) return false
      spentUntilMs = untilMs
      return true
    },
    succeeded() {
      spentUntilMs -= PER_SUCCESS_MS
    },
  }
}
