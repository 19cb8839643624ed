import { aggregateStatus, type Failure, type Stage, type TranslationStatus } from 'video-translation-client'
import type { Clock } from '../clock.ts'
import { changesOf } from './elapsed.ts'
import type { Job } from './job.ts'
import { seeTarget, type SeenTarget } from './seen-target.ts'

/** What is seen of a job at an instant. What the scenario does not tell is undefined. */
export interface Seen {
  readonly job: Job
  readonly status: TranslationStatus
  /** A word that no client knows, which the scenario wants told in place of the status. */
  readonly rawStatus?: string | undefined
  readonly targets: readonly SeenTarget[]
  readonly stage?: Stage | undefined
  /** 0 to 1. */
  readonly progress?: number | undefined
  /** What remains, in seconds of the client's own time. */
  readonly expectedSeconds?: number | undefined
  /** Grows with every change. */
  readonly version: number
  /** Simulated instants, in milliseconds since 1970. */
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly startedAtMs?: number | undefined
  readonly endedAtMs?: number | undefined
  /** Why nothing, or not everything, came of it. */
  readonly failure?: Failure | undefined
}

/** Sees a job without being noticed: no look is counted. */
export function seeJob(job: Job, clock: Clock): Seen {
  const targets = job.targets.map((target) => seeTarget(target, job, clock))
  const status = aggregateStatus(targets.map((target) => target.status))
  const changes = job.targets.map((target) => changesOf(target, job, clock.nowMs()))
  const running = targets.find((target) => target.status === 'running')
  const hasEnded = targets.every(({ endedAtMs }) => endedAtMs !== undefined)
  return {
    job,
    status,
    targets,
    rawStatus: running?.rawStatus,
    stage: running?.stage,
    progress: meanProgress(targets),
    expectedSeconds: latest(targets.map(({ expectedSeconds }) => expectedSeconds)),
    version: 1 + job.touches + changes.reduce((sum, { count }) => sum + count, 0),
    createdAtMs: job.createdAtMs,
    updatedAtMs: Math.max(job.createdAtMs, ...changes.map(({ lastAtMs }) => lastAtMs)),
    startedAtMs: earliest(targets.map(({ startedAtMs }) => startedAtMs)),
    endedAtMs: hasEnded ? latest(targets.map(({ endedAtMs }) => endedAtMs)) : undefined,
    failure: hasEnded ? targets.find(({ failure }) => failure)?.failure : undefined,
  }
}

/** Over all targets; what has failed has nothing left to do. */
function meanProgress(targets: readonly SeenTarget[]): number | undefined {
  const parts = targets.map(
    ({ progress, endedAtMs }) => progress ?? (endedAtMs === undefined ? undefined : 1),
  )
  const isTold = targets.some(({ progress }) => progress !== undefined)
  if (!isTold || parts.includes(undefined)) return undefined
  const mean = parts.reduce((sum: number, part = 0) => sum + part, 0) / parts.length
  return Math.round(mean * 1e4) / 1e4
}

function latest(values: readonly (number | undefined)[]): number | undefined {
  const told = values.filter((value) => value !== undefined)
  return told.length > 0 ? Math.max(...told) : undefined
}

function earliest(values: readonly (number | undefined)[]): number | undefined {
  const told = values.filter((value) => value !== undefined)
  return told.length > 0 ? Math.min(...told) : undefined
}
