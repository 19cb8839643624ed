import { DEMOTED_FOR_MS } from '../state/poll-timing.ts'

/** How well a channel does here: failures in a row, and until when it rests. */
export interface ChannelHealth {
  readonly strikes: number
  readonly restUntilMs: number
}

export const HEALTHY: ChannelHealth = { strikes: 0, restUntilMs: -Infinity }

const LONGEST_REST = 2 ** 3

/**
 * One failure more, or several. From `limit` on the channel is given up for five minutes; then it
 * is tried again, and each further failure doubles the rest, up to 40 minutes. Before that it rests
 * for `pauseMs`.
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
  const restMs = sum < limit ? pauseMs : DEMOTED_FOR_MS * Math.min(2 ** (sum - limit), LONGEST_REST)
  return { strikes: sum, restUntilMs: nowMs + restMs }
}
