import { failingTargets } from '../world/job.ts'
import { type JobScenario, layOver } from './job-scenario.ts'

/** For servers that make a job of each target: what each plays, so that as many fail as would if it were one job. */
export function scenariosOfEach(targets: readonly string[], scenario: JobScenario): JobScenario[] {
  const { failTargets = 0, ...rest } = scenario
  const failing = failingTargets(targets, failTargets)
  return targets.map((target) => (failing.includes(target) ? layOver(rest, { outcome: 'error' }) : rest))
}
