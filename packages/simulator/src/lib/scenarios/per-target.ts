import { failingTargets } from './failing-targets.ts'
import { type JobScenario, layOver } from './job-scenario.ts'

/**
 * Splits a scenario for an API that creates one job for each target. As many jobs fail as targets
 * would fail in a single job.
 */
export function scenariosPerTarget(targets: readonly string[], scenario: JobScenario): JobScenario[] {
  const { failTargets = 0, ...rest } = scenario
  const failing = failingTargets(targets, failTargets)
  return targets.map((target) => (failing.includes(target) ? layOver(rest, { outcome: 'error' }) : rest))
}
