import type { TargetStatus } from 'video-translation-client'
import type { Clock } from '../clock.ts'
import { createRandom } from '../random.ts'
import { failingTargets } from '../scenarios/failing-targets.ts'
import { resolveJobScenario, type Behaviour, type JobScenario } from '../scenarios/job-scenario.ts'
import { resolveScenario, type Scenario } from '../scenarios/scenario.ts'
import { createTimeline, type Timeline } from '../scenarios/timeline.ts'

/**
 * One simulated translation: facts, and a timeline for each target. `viewJob` derives its state at
 * an instant.
 */
export interface SimulatedJob {
  /** The id that the face gave it; unique within the face. */
  readonly id: string
  /** Name of the face that the job belongs to. */
  readonly face: string
  /** Position in the order of creation within the face, counted from 1. */
  readonly number: number
  /** The caller's own id. */
  readonly reference?: string
  readonly source: JobSource
  readonly targets: JobTarget[]
  /** Draws the timeline of one run of a language. */
  readonly draw: (run: Run) => Timeline
  readonly behaviour: Behaviour
  /** Scheme and host of the request that created the job. Its links begin with them. */
  readonly origin: string
  /** Simulated instant in milliseconds since 1970, like every `...AtMs`. */
  readonly createdAtMs: number
  /** Facts that the face keeps with the job, such as a title, a callback or further ids. */
  readonly details: Readonly<Record<string, unknown>>
  /** Number of status requests about the job, refused ones included. */
  statusRequests: number
  /** Number of changes that no timeline holds: by a user, by a cancel, or by a status request. */
  manualChanges: number
  /** Instant of the last of these changes. */
  changedAtMs: number
  /** Files that the face has written, by name. Other files only say that they are simulated. */
  readonly contents: Map<string, FileContent>
  /** Each skip moved the job forward in its timeline by `byMs`, at the instant `atMs`. */
  readonly skips: { atMs: number; byMs: number }[]
}

/** A text, or a sound of silence. */
export type FileContent = string | { seconds: number }

/** Facts about the source, as far as the request gave them. */
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

/** One language of a simulated job. */
export interface JobTarget {
  /** The language as the request wrote it. */
  readonly language: string
  readonly timeline: Timeline
  /** Counts from 1. Making the target again begins the next one. */
  readonly run: number
  /** Position in the timeline at which it waits for a person, as `needs_input`. */
  readonly stopMs?: number
  /** An end that is not in the timeline: a user or a cancel ended the target. */
  ended?: {
    status: Extract<TargetStatus, 'completed' | 'error' | 'canceled'>
    atMs: number
    message?: string
  }
}

/** One run of a target. */
export interface Run {
  language: string
  /** Whether the target is one of those that have to fail. */
  fails: boolean
  /** Its begin, after the job was created. */
  afterMs: number
  /** Counts from 1. A later run leaves out the stages that all targets share. */
  number: number
}

/** Facts from which a job is made. */
export interface NewJob {
  id: string
  face: string
  number: number
  /** One or more different languages, as the request wrote them. */
  targets: readonly string[]
  scenario: JobScenario
  origin: string
  reference?: string | undefined
  source?: JobSource
  details?: Readonly<Record<string, unknown>>
}

/**
 * Creates a job and draws the timeline of each target. The draw depends only on the seed, the id,
 * the language and the number of earlier jobs with that id, so the order of clients changes no
 * outcome.
 */
export function createJob(
  request: NewJob,
  { seed, run }: { seed: string | number; run: number },
  clock: Clock,
): SimulatedJob {
  const { scenario, targets, reference, source = {}, details = {}, ...facts } = request
  const { timeline, behaviour } = resolveJobScenario(scenario)
  const failing = failingTargets(targets, behaviour.failTargets)
  const draw: SimulatedJob['draw'] = (own) =>
    createTimeline(
      scenarioOf(own, timeline, behaviour.failRuns),
      seed,
      facts.face,
      facts.id,
      run,
      own.language,
    )
  return {
    ...facts,
    ...(reference !== undefined && { reference }),
    source: { durationSeconds: 60, ...source },
    targets: targets.map((language) => ({
      language,
      run: 1,
      timeline: draw({ language, fails: failing.includes(language), afterMs: 0, number: 1 }),
    })),
    draw,
    behaviour,
    createdAtMs: clock.nowMs(),
    details,
    statusRequests: 0,
    manualChanges: 0,
    changedAtMs: clock.nowMs(),
    contents: new Map(),
    skips: [],
  }
}

function scenarioOf({ fails, afterMs, number }: Run, scenario: Scenario, failRuns: number): Scenario {
  const { startDelayMs, stages } = resolveScenario(scenario)
  const { errorRate: _rate, ...rest } = scenario
  const ends = number > failRuns ? { ...rest, outcome: 'completed' as const } : scenario
  const { prepare: _prepare, transcribe: _transcribe, ...own } = stages
  return {
    ...(fails && number <= failRuns ? certainFailure(scenario) : ends),
    startDelayMs: startDelayMs + afterMs,
    ...(number > 1 && { stages: own }),
  }
}

/** A scenario may not name both an error rate and an outcome, so the rate is dropped. */
function certainFailure({ errorRate: _rate, ...timeline }: Scenario): Scenario {
  return { ...timeline, outcome: 'error' }
}

/**
 * Draws whether an event of the given probability happens to the latest status request of a job.
 */
export function drawEvent(
  probability: number,
  seed: string | number,
  job: SimulatedJob,
  name: string,
): boolean {
  return createRandom(seed, name, job.face, job.id, job.statusRequests).next() < probability
}

/** Notes a change that no timeline holds. The caller tells the followers. */
export function noteChange(job: SimulatedJob, clock: Clock): void {
  job.manualChanges++
  job.changedAtMs = clock.nowMs()
}
