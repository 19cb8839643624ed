import type { Clock } from '../clock.ts'
import { failingTargets } from '../scenarios/failing-targets.ts'
import { elapsedMs } from './elapsed.ts'
import type { SimulatedJob } from './job.ts'

/** Adds a language whose timeline begins now. It replaces a target of the same language. */
export function addTarget(job: SimulatedJob, language: string, clock: Clock): void {
  const { targets, behaviour, draw } = job
  const others = targets.filter((target) => target.language !== language)
  const languages = [...others.map((target) => target.language), language]
  const fails = failingTargets(languages, behaviour.failTargets).includes(language)
  targets.splice(0, targets.length, ...others, {
    language,
    timeline: draw(language, fails, elapsedMs(job, clock.nowMs())),
  })
  job.manualChanges++
}
