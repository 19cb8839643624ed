import { ApiError } from '../errors.ts'

const FIRST_MS = 500
const LONGEST_MS = 30_000
// Full jitter may draw nothing at all; a server in trouble is never asked again at once.
const SHORTEST_MS = 100

/** How long to leave the server alone after `failures` failed status requests in a row. */
export function backoffMs(failures: number, error?: unknown): number {
  const drawn = Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures)
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined
  return Math.max(SHORTEST_MS, drawn, asked ?? 0)
}
