import { DEMOTED_FOR_MS } from '../state/poll-timing.ts'

/** The failures of a channel in a row, and the time until which it rests. */
export interface ChannelHealth {
  readonly strikes: number
  readonly restUntilMs: number
}

export const HEALTHY: ChannelHealth = { strikes: 0, restUntilMs: -Infinity }

const LONGEST_REST_FACTOR = 2 ** 3

/**
 * Counts a failure, or several. Below `limit` the channel rests for `pauseMs`. From `limit` on it
 * rests for five minutes, and each further failure doubles the rest, up to 40 minutes.
 */
export function strike(
  { strikes }: ChannelHealth,
  {
    count = 1,
    limit,
    nowMs,
    pauseMs = 0,
  }: { count?: number; limit: number; nowMs: number; pauseMs?: number },
): ChannelHealth {
  const sum = strikes + count
  const restMs = sum < limit ? pauseMs : DEMOTED_FOR_MS * Math.min(2 ** (sum - limit), LONGEST_REST_FACTOR)
  return { strikes: sum, restUntilMs: nowMs + restMs }
}
