import type { ReviewStage } from 'video-translation-client'
import type { Now } from '../clock.ts'
import { type Change, conclude, waiting } from './conclude.ts'
import type { Job, JobTask } from './job.ts'
import { awaitedStage } from './review.ts'

/** Which targets a translation that has ended makes again, or in addition. */
export interface Revision {
  /** Languages to do again. */
  again: readonly string[]
  /** New targets, in the order of their positions. */
  added?: readonly JobTask[]
  /** Options of these targets, beside those of the translation. */
  options?: Record<string, unknown>
  /** Whether the source is prepared again, because that had failed. */
  isSourceAgain?: boolean
  /** Epoch milliseconds. Absent: the translation is kept as long as before. */
  expiresAt?: number
}

/** Begins the next revision of a job that has ended. What it produced before stays as it is. */
export function reviseJob(job: Job, revision: Revision, now: Now): Change {
  const number = job.revision + 1
  const { again, added = [], options, isSourceAgain = false, expiresAt } = revision
  const redo = (task: JobTask): JobTask => ({
    ...task,
    ...waiting(now.steady),
    // A worker that cannot do a step hands it on.
    needs: '',
    revision: number,
    cueRevision: job.cueRevision,
    isStale: task.artifacts.length > 0,
    options: options ?? task.options,
    tries: 0,
    stage: undefined,
    progress: undefined,
    error: undefined,
    startedAt: undefined,
    finishedAt: undefined,
  })
  const targetTasks = job.targetTasks.map((task) => (again.includes(task.language ?? '') ? redo(task) : task))
  const opened = [...targetTasks, ...added.map(redo)]
  // A transcript that nobody has approved stops them again.
  const isHeld = isSourceAgain || awaitedStage(job.review) === 'transcript'
  const next: Job = {
    ...job,
    revision: number,
    cancelRequested: false,
    sourceTask: isSourceAgain ? redo(job.sourceTask) : job.sourceTask,
    targetTasks: isHeld ? opened.map(untilPrepared) : opened,
    continuedAt: now.wall,
    startedAt: undefined,
    expiresAt: later(job.expiresAt, expiresAt),
  }
  const languages = [...again, ...added.map(({ language = '' }) => language)]
  return conclude(next, [{ type: 'revised', message: `Revision ${number}: ${languages.join(', ')}.` }], now)
}

/** Goes on after a stop. The targets work on the cues as they are now. */
export function approveJob(job: Job, stage: ReviewStage, now: Now): Change {
  const { review = { stages: [], approved: [] } } = job
  const goOn = (task: JobTask): JobTask =>
    task.status === 'needs_input'
      ? { ...task, ...waiting(now.steady), cueRevision: job.cueRevision, tries: 0 }
      : task
  const next: Job = {
    ...job,
    continuedAt: now.wall,
    review: { ...review, approved: [...review.approved, stage] },
    targetTasks: job.targetTasks.map(goOn),
  }
  return conclude(next, [{ type: 'approved', message: `The ${stage} was approved.` }], now)
}

/** The cues changed. It is no step of the work, so it adds nothing to the history. */
export function noteCues(job: Job, news: CueNews, now: Now): Change {
  return {
    job: { ...withCues(job, news), version: job.version + 1, updatedAt: now.wall },
    events: [],
    steadyMs: now.steady,
  }
}

/** What a change of the cues means for a job. */
export interface CueNews {
  cueRevision?: number
  /** Whether results lack something that the cues have now, by language. */
  stale: ReadonlyMap<string, boolean>
}

/** The same job, if nothing is new. */
export function withCues(job: Job, { cueRevision, stale }: CueNews): Job {
  const mark = (task: JobTask): JobTask => {
    const isStale = stale.get(task.language ?? '') ?? task.isStale
    return isStale === task.isStale ? task : { ...task, isStale }
  }
  return { ...job, cueRevision: cueRevision ?? job.cueRevision, targetTasks: job.targetTasks.map(mark) }
}

function untilPrepared(task: JobTask): JobTask {
  return task.status === 'pending' ? { ...task, dueAt: undefined } : task
}

function later(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? one : Math.max(one, other)
}
