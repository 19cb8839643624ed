import type { Clock } from '../clock.ts'
import { failingTargets } from '../scenarios/failing-targets.ts'
import { changesOf, elapsedMs } from './elapsed.ts'
import { noteChange, type SimulatedJob } from './job.ts'

/** Adds a language whose timeline begins now. It replaces a target of the same language. */
export function addTarget(job: SimulatedJob, language: string, clock: Clock): void {
  const { targets, draw } = job
  const others = targets.filter((target) => target.language !== language)
  const languages = [...others.map((target) => target.language), language]
  const fails = mustFail(job, languages, language)
  const timeline = draw({ language, fails, afterMs: elapsedMs(job, clock.nowMs()), number: 1 })
  targets.splice(0, targets.length, ...others, { language, run: 1, timeline })
  noteChange(job, clock)
}

/**
 * Makes a target again, at its place: a run that begins now, without the stages that all targets
 * share.
 */
export function redoTarget(job: SimulatedJob, language: string, clock: Clock): void {
  const { targets, draw } = job
  const at = targets.findIndex((target) => target.language === language)
  const before = targets[at]
  if (!before) return
  const number = before.run + 1
  const all = targets.map((target) => target.language)
  const run = {
    language,
    fails: mustFail(job, all, language),
    afterMs: elapsedMs(job, clock.nowMs()),
    number,
  }
  // The changes of the run before still count, so that the version never falls.
  job.manualChanges += changesOf(before, job, clock.nowMs()).count
  targets[at] = { language, run: number, timeline: draw(run) }
  noteChange(job, clock)
}

function mustFail({ behaviour }: SimulatedJob, languages: string[], language: string): boolean {
  return failingTargets(languages, behaviour.failTargets).includes(language)
}
