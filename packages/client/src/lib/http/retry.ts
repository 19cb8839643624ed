import { ApiError, ConnectionError } from '../errors.ts'
import { now } from '../timers.ts'
import type { OptionKinds } from '../options.ts'
import { isStatus } from './problem.ts'

/**
 * How failed requests are retried. It does not affect how often a wait polls.
 *
 * Each call may always retry once. Further retries, up to `limit`, use a budget that all calls of
 * the client share, so that a server that is down is not flooded. The budget holds 20 retries, and
 * regains one every five seconds and 0.2 with each success. So in `t` seconds, `n` calls to a dead
 * server make at most `2 n + 20 + t / 5` requests.
 */
export interface RetryOptions {
  /**
   * Retries after the first attempt, if the budget allows them. Default 3; 0 turns them off.
   */
  limit?: number | undefined
  /**
   * The first pause is random, from 0 to this many milliseconds. The range doubles each time.
   * Default 500.
   */
  minDelayMs?: number | undefined
  /** The limit of that range, in milliseconds. Default 8,000. */
  maxDelayMs?: number | undefined
}

export const RETRY_DEFAULTS: RetrySettings = { limit: 3, minDelayMs: 500, maxDelayMs: 8_000 }

/** The retry options with their defaults. */
export interface RetrySettings {
  readonly limit: number
  readonly minDelayMs: number
  readonly maxDelayMs: number
}

/** Whether the same request may succeed a little later. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    isStatus(error, 408, 425, 429, 500, 502, 503, 504) ||
    // A 409 with `Retry-After`: an earlier attempt with the same idempotency key is in progress.
    (isStatus(error, 409) && error.retryAfterMs !== undefined)
  )
}

/** Whether the server would refuse the same request again. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && !isTransient(error)
}

export const RETRY_KINDS: OptionKinds<RetryOptions> = {
  limit: 'limit',
  minDelayMs: 'number',
  maxDelayMs: 'number',
}

/**
 * A random pause, so that many clients do not retry at the same moment. `Retry-After` is its
 * minimum.
 */
export function retryDelayMs(
  attempt: number,
  { minDelayMs, maxDelayMs }: Omit<RetrySettings, 'limit'>,
  error?: unknown,
  random = Math.random(),
): number {
  const jitteredMs = random * Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1))
  return Math.max(jitteredMs, (error as Partial<ApiError> | undefined)?.retryAfterMs ?? 0)
}

/** Limits retries, so that a failing server does not get several times its load. */
export interface RetryBudget {
  take(): boolean
  succeeded(): void
}

const SAVED_AT_MOST_MS = 100_000
const COST_MS = 5_000
const PER_SUCCESS_MS = 1_000

/** The budget is counted in time: a retry costs five seconds, and a success gives one back. */
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
