import type { Failure, Stage, TargetStatus } from 'video-translation-client'
import type { Clock } from '../clock.ts'
import { elapsedMs, instantOf, stopMs } from './elapsed.ts'
import type { Job, JobTarget } from './job.ts'

/** What is seen of one target at an instant. */
export interface SeenTarget {
  readonly language: string
  readonly status: TargetStatus
  /** A word that no client knows, which the scenario wants told in place of the status. */
  readonly rawStatus?: string | undefined
  readonly stage?: Stage | undefined
  /** 0 to 1. */
  readonly progress?: number | undefined
  /** What remains, in seconds of the client's own time. */
  readonly expectedSeconds?: number | undefined
  /** Simulated instants, in milliseconds since 1970. */
  readonly startedAtMs?: number | undefined
  readonly endedAtMs?: number | undefined
  readonly failure?: Failure | undefined
  /** Whether its files can be had: it is completed, and the scenario does not hold their URLs back. */
  readonly hasFiles: boolean
}

export function seeTarget(target: JobTarget, job: Job, clock: Clock): SeenTarget {
  const { timeline, ended, language } = target
  const elapsed = Math.min(elapsedMs(job, clock.nowMs()), stopMs(job, target))
  if (ended) return over(job, language, ended.status, ended.atMs, ended.message)
  const { status, ...moment } = timeline.at(elapsed)
  if (elapsed >= timeline.endMs) return over(job, language, status, instantOf(job, timeline.endMs))
  return {
    language,
    status,
    rawStatus: status === 'running' ? job.behaviour.unknownStatus : undefined,
    stage: moment.stage,
    progress: moment.progress,
    expectedSeconds:
      moment.expectedSeconds === undefined ? undefined : clock.realMs(moment.expectedSeconds * 1000) / 1000,
    startedAtMs: status === 'running' ? instantOf(job, timeline.startMs) : undefined,
    hasFiles: false,
  }
}

function over(
  job: Job,
  language: string,
  status: TargetStatus,
  endedAtMs: number,
  message?: string,
): SeenTarget {
  const startMs = job.targets.find((target) => target.language === language)?.timeline.startMs ?? 0
  return {
    language,
    status,
    progress: status === 'completed' ? 1 : undefined,
    startedAtMs: Math.min(instantOf(job, startMs), endedAtMs),
    endedAtMs,
    failure: failureOf(status, message),
    hasFiles: status === 'completed' && job.behaviour.urlAfterLooks === 0,
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
