import type { SightedTarget } from './sighting.ts'

const PATIENCE_MS = 600_000

/**
 * What becomes of a target that its server calls completed before its files have a URL: it is not completed until there is one.
 * Some never get one, so after ten minutes it is, with a warning.
 * @param forMs how long it has been so.
 */
export function whileNoUrl(forMs: number): Pick<SightedTarget, 'status' | 'warnings'> {
  if (forMs < PATIENCE_MS) return { status: 'running' }
  const message = 'The server says that it is completed, but not where the result is.'
  return { status: 'completed', warnings: [{ code: 'no_url', message }] }
}
