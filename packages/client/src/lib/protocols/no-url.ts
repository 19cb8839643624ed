import type { SightedTarget } from './sighting.ts'

const PATIENCE_MS = 600_000
// A quarter of the time that it is missing already: the look that finds it is late by no more than that, and ten minutes cost some 30 looks.
const SOON = 0.25
const SOONEST_SECONDS = 5

/**
 * What becomes of a target that its server calls completed before its files have a URL: it is not completed until there is one.
 * Some never get one, so after ten minutes it is, with a warning. Until then it is expected soon: how long the whole job may take no
 * longer matters.
 * @param forMs how long it has been so.
 */
export function whileNoUrl(forMs: number): Pick<SightedTarget, 'status' | 'expectedSeconds' | 'warnings'> {
  if (forMs < PATIENCE_MS)
    return { status: 'running', expectedSeconds: Math.max(SOONEST_SECONDS, (forMs / 1000) * SOON) }
  const message = 'The server says that it is completed, but not where the result is.'
  return { status: 'completed', warnings: [{ code: 'no_url', message }] }
}
