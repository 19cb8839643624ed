import type { Failure, Stage, TargetStatus } from 'video-translation-client'
import type { Clock } from '../clock.ts'
import { elapsedMs, instantOf, stopMs } from './elapsed.ts'
import type { SimulatedJob, JobTarget } from './job.ts'

/** The state of one target at an instant. */
export interface TargetView {
  readonly language: string
  readonly status: TargetStatus
  /** An unknown word that the scenario reports in place of the status. */
  readonly rawStatus?: string | undefined
  readonly stage?: Stage | undefined
  /** 0 to 1. */
  readonly progress?: number | undefined
  /** Remaining time, in seconds of the client's own time. */
  readonly expectedSeconds?: number | undefined
  /** Simulated instants, in milliseconds since 1970. */
  readonly startedAtMs?: number | undefined
  readonly endedAtMs?: number | undefined
  readonly failure?: Failure | undefined
  /** Whether its files have URLs: it is completed, and the scenario does not withhold them. */
  readonly hasFiles: boolean
}

export function viewTarget(
  target: JobTarget,
  job: SimulatedJob,
  nowMs: number,
  { realMs }: Pick<Clock, 'realMs'>,
): TargetView {
  const { timeline, ended, language } = target
  const elapsed = Math.min(elapsedMs(job, nowMs), stopMs(job, target))
  if (ended) return endedView(job, language, ended.status, ended.atMs, ended.message)
  const { status, ...moment } = timeline.at(elapsed)
  if (elapsed >= timeline.endMs) return endedView(job, language, status, instantOf(job, timeline.endMs))
  const isStopped = elapsed >= (target.stopMs ?? Infinity)
  const remaining = isStopped ? undefined : moment.expectedSeconds
  return {
    language,
    status: isStopped ? 'needs_input' : status,
    rawStatus: status === 'running' && !isStopped ? job.behaviour.unknownStatus : undefined,
    stage: moment.stage,
    progress: moment.progress,
    expectedSeconds: remaining === undefined ? undefined : realMs(remaining * 1000) / 1000,
    startedAtMs: status === 'running' ? instantOf(job, timeline.startMs) : undefined,
    hasFiles: false,
  }
}

function endedView(
  job: SimulatedJob,
  language: string,
  status: TargetStatus,
  endedAtMs: number,
  message?: string,
): TargetView {
  const startMs = job.targets.find((target) => target.language === language)?.timeline.startMs ?? 0
  return {
    language,
    status,
    progress: status === 'completed' ? 1 : undefined,
    startedAtMs: Math.min(instantOf(job, startMs), endedAtMs),
    endedAtMs,
    failure: failureOf(status, message),
    hasFiles: status === 'completed' && job.behaviour.urlAfterStatusRequests === 0,
  }
}

function failureOf(status: TargetStatus, message?: string): Failure | undefined {
  if (status === 'error')
    return {
      code: 'simulated',
      message: message ?? 'The simulated translation failed, as its scenario says.',
    }
  if (status === 'canceled') return { code: 'canceled', message: message ?? 'The translation was canceled.' }
  return undefined
}
