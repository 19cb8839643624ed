import type { TargetStatus } from 'video-translation-client'
import type { Clock } from '../clock.ts'
import { createRandom } from '../random.ts'
import { resolveJobScenario, type Behaviour, type JobScenario } from '../scenarios/job-scenario.ts'
import { resolveScenario, type Scenario } from '../scenario.ts'
import { createTimeline, type Timeline } from '../timeline.ts'
import { elapsedMs } from './elapsed.ts'

/** One simulated translation: facts, and a timeline for each target. What is seen of it at an instant, `seen.ts` tells. */
export interface Job {
  /** As the face names it; unique within its face. */
  readonly id: string
  /** The face that it belongs to. */
  readonly face: string
  /** Counted from 1 in the order of creation, within its face. */
  readonly number: number
  /** The caller's own id. */
  readonly reference?: string
  readonly source: JobSource
  readonly targets: JobTarget[]
  /** Draws the life of one of its languages, which begins so long after the job was created. */
  readonly draw: (language: string, fails: boolean, afterMs: number) => Timeline
  readonly behaviour: Behaviour
  /** Scheme and host that the job was created at: its links lead there. */
  readonly origin: string
  /** Simulated, in milliseconds since 1970; as every `...AtMs`. */
  readonly createdAtMs: number
  /** Whatever else its face wants to keep with it: the title, a callback, ids of its own. */
  readonly details: Readonly<Record<string, unknown>>
  /** Status requests answered about it, those that were refused included. */
  looks: number
  /** Changes that are in no timeline: made by hand, by a cancel, or by being looked at. */
  touches: number
  /** By how much it was moved forward by hand, and when. */
  readonly leaps: { atMs: number; byMs: number }[]
}

/** What is to be translated, as far as the request said. */
export interface JobSource {
  url?: string
  upload?: string
  name?: string
  bytes?: number
  /** Spoken language. */
  language?: string
  /** Length of the media. Default: 60. */
  durationSeconds?: number
}

export interface JobTarget {
  /** As the request named it. */
  readonly language: string
  readonly timeline: Timeline
  /** An end that is not in the timeline: by hand, or by a cancel. */
  ended?: {
    status: Extract<TargetStatus, 'completed' | 'error' | 'canceled'>
    atMs: number
    message?: string
  }
}

/** What is needed to make a job. */
export interface NewJob {
  id: string
  face: string
  number: number
  /** Languages, one or more, each once, as the request named them. */
  targets: readonly string[]
  scenario: JobScenario
  origin: string
  reference?: string | undefined
  source?: JobSource
  details?: Readonly<Record<string, unknown>>
}

/**
 * Draws the life of each target. It depends on the seed, the id, the language and how many jobs had that id before, and on
 * nothing else: the order in which clients come changes no outcome.
 */
export function createJob(
  request: NewJob,
  { seed, run }: { seed: string | number; run: number },
  clock: Clock,
): Job {
  const { scenario, targets, reference, source = {}, details = {}, ...facts } = request
  const { timeline, behaviour } = resolveJobScenario(scenario)
  const failing = failingTargets(targets, behaviour.failTargets)
  const { startDelayMs } = resolveScenario(timeline)
  const draw: Job['draw'] = (language, fails, afterMs) =>
    createTimeline(
      { ...(fails ? certainFailure(timeline) : timeline), startDelayMs: startDelayMs + afterMs },
      seed,
      facts.face,
      facts.id,
      run,
      language,
    )
  return {
    ...facts,
    ...(reference !== undefined && { reference }),
    source: { durationSeconds: 60, ...source },
    targets: targets.map((language) => ({
      language,
      timeline: draw(language, failing.includes(language), 0),
    })),
    draw,
    behaviour,
    createdAtMs: clock.nowMs(),
    details,
    looks: 0,
    touches: 0,
    leaps: [],
  }
}

/** One more language, whose life begins now. In place of the one before, where the job had it already. */
export function addTarget(job: Job, language: string, clock: Clock): void {
  const { targets, behaviour, draw } = job
  const others = targets.filter((target) => target.language !== language)
  const languages = [...others.map((target) => target.language), language]
  const fails = failingTargets(languages, behaviour.failTargets).includes(language)
  targets.splice(0, targets.length, ...others, {
    language,
    timeline: draw(language, fails, elapsedMs(job, clock.nowMs())),
  })
  job.touches++
}

/** Whether something that happens with this probability happens to the job's request of this number. */
export function drawn(probability: number, seed: string | number, job: Job, what: string): boolean {
  return createRandom(seed, what, job.face, job.id, job.looks).next() < probability
}

/** Which of the targets are to fail. */
export function failingTargets(targets: readonly string[], fail: number | string): readonly string[] {
  if (typeof fail === 'string') return fail.split(',').map((language) => language.trim())
  const count = Math.min(fail, targets.length - 1)
  return count > 0 ? targets.slice(-count) : []
}

/** A rate says nothing beside an outcome. */
function certainFailure({ errorRate: _rate, ...timeline }: Scenario): Scenario {
  return { ...timeline, outcome: 'error' }
}
