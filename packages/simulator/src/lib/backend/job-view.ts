import type { Failure, Stage, TranslationStatus } from 'video-translation-client'
import { aggregateStatus } from 'video-translation-client/protocols/define'
import type { Clock } from '../clock.ts'
import { changesOf } from './elapsed.ts'
import type { SimulatedJob } from './job.ts'
import { viewTarget, type TargetView } from './target-view.ts'

/** The state of a job at an instant. A member that the scenario does not report is undefined. */
export interface JobView {
  readonly job: SimulatedJob
  /** The instant. */
  readonly atMs: number
  readonly status: TranslationStatus
  /** An unknown word that the scenario reports in place of the status. */
  readonly rawStatus?: string | undefined
  readonly targets: readonly TargetView[]
  readonly stage?: Stage | undefined
  /** 0 to 1. */
  readonly progress?: number | undefined
  /** Remaining time, in seconds of the client's own time. */
  readonly expectedSeconds?: number | undefined
  /** Grows with every change. */
  readonly version: number
  /** Simulated instants, in milliseconds since 1970. */
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly startedAtMs?: number | undefined
  readonly endedAtMs?: number | undefined
  /** The reason why the job, or one of its targets, did not complete. */
  readonly failure?: Failure | undefined
}

/** Derives the state of a job. This is no status request. */
export function viewJob(job: SimulatedJob, clock: Clock): JobView {
  // One instant for all: otherwise a running job could already have the version of its end.
  const nowMs = clock.nowMs()
  const targets = job.targets.map((target) => viewTarget(target, job, nowMs, clock))
  const status = aggregateStatus(targets.map((target) => target.status))
  const changes = job.targets.map((target) => changesOf(target, job, nowMs))
  const running = targets.find((target) => target.status === 'running')
  const hasEnded = targets.every(({ endedAtMs }) => endedAtMs !== undefined)
  return {
    job,
    atMs: nowMs,
    status,
    targets,
    rawStatus: running?.rawStatus,
    stage: running?.stage,
    progress: meanProgress(targets),
    expectedSeconds: latest(targets.map(({ expectedSeconds }) => expectedSeconds)),
    version: 1 + job.manualChanges + changes.reduce((sum, { count }) => sum + count, 0),
    createdAtMs: job.createdAtMs,
    updatedAtMs: Math.max(job.changedAtMs, ...changes.map(({ lastAtMs }) => lastAtMs)),
    startedAtMs: earliest(targets.map(({ startedAtMs }) => startedAtMs)),
    endedAtMs: hasEnded ? latest(targets.map(({ endedAtMs }) => endedAtMs)) : undefined,
    failure: hasEnded ? targets.find(({ failure }) => failure)?.failure : undefined,
  }
}

/** Mean over all targets. A target that failed counts as done: it has no work left. */
function meanProgress(targets: readonly TargetView[]): number | undefined {
  const parts = targets.map(
    ({ progress, endedAtMs }) => progress ?? (endedAtMs === undefined ? undefined : 1),
  )
  const isReported = targets.some(({ progress }) => progress !== undefined)
  if (!isReported || parts.includes(undefined)) return undefined
  const mean = parts.reduce((sum: number, part = 0) => sum + part, 0) / parts.length
  return Math.round(mean * 1e4) / 1e4
}

function latest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length > 0 ? Math.max(...known) : undefined
}

function earliest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}
