import type { TargetSnapshot } from './snapshot.ts'

const LIMIT_MS = 600_000
// Polling at this share of the time passed costs about 30 requests in ten minutes.
const NEXT_POLL_SHARE = 0.25
const MIN_SECONDS = 5

/**
 * The status of a target that its server calls completed before its files have a URL.
 * For ten minutes it is `running` and expected soon; then it is `completed`, with a warning,
 * because some servers never send a URL.
 * @param forMs how long the URL has been missing
 */
export function statusWithoutUrl(
  forMs: number,
): Pick<TargetSnapshot, 'status' | 'expectedSeconds' | 'warnings'> {
  if (forMs < LIMIT_MS)
    return { status: 'running', expectedSeconds: Math.max(MIN_SECONDS, (forMs / 1000) * NEXT_POLL_SHARE) }
  const message = 'The server calls it completed, but gives no URL for the result.'
  return { status: 'completed', warnings: [{ code: 'no_url', message }] }
}
