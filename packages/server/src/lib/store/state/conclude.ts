import { type Failure, isFinal } from 'video-translation-client'
import type { Now } from '../clock.ts'
import type { HistoryEvent, Job, JobTask } from './job.ts'
import { awaitedStage, reviewDueAt } from './review.ts'
import { statusOf, summarize } from './status.ts'

/**
 * The result of a transition. Transitions are the state machine as pure functions: each takes a job
 * and an event, and returns the next job, one version later, with its history lines. The caller
 * must have checked the lease.
 */
export interface Change {
  job: Job
  events: HistoryEvent[]
  /** When it happened, on the steady clock. Its webhook message is due from then on. */
  steadyMs: number
  /** Set when an owner at its limit may go on, so that its tasks are due. */
  freesOwner?: boolean
}

/**
 * Derives the rest from the tasks: targets open or end with their source, and the translation
 * starts or ends.
 */
export function conclude(job: Job, events: HistoryEvent[], now: Now): Change {
  const settled = followSource(job, now)
  const { status, error } = summarize(settled)
  const final = isFinal(status)
  const next: Job = {
    ...settled,
    version: job.version + 1,
    status,
    error,
    updatedAt: now.wall,
    startedAt: settled.startedAt ?? (status === 'running' ? now.wall : undefined),
    finishedAt: final ? now.wall : undefined,
  }
  next.reviewDueAt = reviewDueAt(next, now)
  return { job: next, events: final ? [...events, finalEvent(next)] : events, steadyMs: now.steady }
}

function followSource(job: Job, now: Now): Job {
  const { status, error } = job.sourceTask
  if (!isFinal(status)) return job
  const follow = status === 'completed' ? open : (target: JobTask) => end(target, status, error, now)
  return {
    ...job,
    targetTasks: job.targetTasks.map((target) =>
      target.status === 'pending' ? follow(target, job, now) : target,
    ),
  }
}

/** Lets a worker claim a target, unless a person has to look at the transcript before. */
function open(target: JobTask, { review, cueRevision }: Job, now: Now): JobTask {
  if (target.dueAt !== undefined) return target
  if (cueRevision !== undefined && awaitedStage(review) === 'transcript')
    return { ...target, status: 'needs_input' }
  return { ...target, dueAt: now.steady, cueRevision }
}

function end(target: JobTask, source: JobTask['status'], error: Failure | undefined, now: Now): JobTask {
  return { ...target, ...ended(source === 'error' ? 'error' : 'canceled', now), error }
}

const FINAL_EVENTS = { completed: 'completed', partial: 'partial', error: 'failed', canceled: 'canceled' }

function finalEvent(job: Job): HistoryEvent {
  const status = statusOf(job) as keyof typeof FINAL_EVENTS
  return { type: FINAL_EVENTS[status], message: job.error?.message }
}

export function waiting(dueAt: number): Partial<JobTask> {
  return { status: 'pending', worker: undefined, dueAt, expectedSeconds: undefined }
}

export function ended(status: 'completed' | 'error' | 'canceled', now: Now): Partial<JobTask> {
  return {
    status,
    worker: undefined,
    dueAt: undefined,
    stage: undefined,
    expectedSeconds: undefined,
    finishedAt: now.wall,
  }
}

export function patch(job: Job, task: JobTask, changes: Partial<JobTask>): Job {
  const apply = (each: JobTask) => (each.id === task.id ? { ...each, ...changes } : each)
  return { ...job, sourceTask: apply(job.sourceTask), targetTasks: job.targetTasks.map(apply) }
}
