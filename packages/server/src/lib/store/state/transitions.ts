import { type Failure, isFinal } from 'video-translation-client'
import type { ProgressUpdate, TaskResult } from '../../engines/engine.ts'
import type { Now } from '../clock.ts'
import { type Happening, type Job, type JobTask, tasksOf } from './job.ts'
import { statusOf, summarize } from './status.ts'

/**
 * The state machine, as pure functions: a job and what happened give the next job and the lines of its history. Each
 * expects that the caller has checked the lease. The version grows by one with each.
 */
export interface Change {
  job: Job
  events: Happening[]
  /** When it happened, on the steady clock: from then on it is to be told. */
  steadyMs: number
}

const WORKER_LOST: Failure = {
  code: 'worker_lost',
  message: 'The worker stopped answering each time this was tried. Look for crashes or a lack of memory.',
}

/** The moment and the worker of a claim. */
export interface Claim {
  worker: string
  leaseMs: number
  now: Now
}

/**
 * Gives a task that is due to a worker. A running task is due when its lease ran out: then it is taken over, or ends
 * here, when it was canceled or has cost its last try. So look at the status of the task afterwards.
 */
export function claimTask(job: Job, task: JobTask, claim: Claim): Change {
  const { now } = claim
  if (job.cancelRequested) return settleCanceled(job, task, now)
  const recovered = task.status === 'running'
  // A worker that died after a checkpoint died of something new: only deaths in one place show that the task kills.
  const tries = recovered && task.checkpointAttempt === task.attempt ? task.tries - 1 : task.tries
  if (recovered && tries >= job.maxAttempts) return failTask(job, task, WORKER_LOST, undefined, now)
  const claimed: Partial<JobTask> = {
    status: 'running',
    worker: claim.worker,
    attempt: task.attempt + 1,
    tries: tries + 1,
    dueAt: now.steady + claim.leaseMs,
    startedAt: task.startedAt ?? now.wall,
  }
  const message = task.attempt > 0 ? `Attempt ${task.attempt + 1}.` : undefined
  const event = { type: recovered ? 'recovered' : 'started', language: task.language, message }
  return conclude(patch(job, task, claimed), [event], now)
}

/** Progress never goes back, and only a new stage is worth a line of history. */
export function advanceTask(job: Job, task: JobTask, update: ProgressUpdate, now: Now): Change {
  const stage = update.stage ?? task.stage
  const changes: Partial<JobTask> = {
    stage,
    progress: furthest(task.progress, update.progress),
    expectedSeconds: update.expectedSeconds ?? task.expectedSeconds,
  }
  const events = stage === task.stage ? [] : [{ type: 'stage', language: task.language, stage }]
  return conclude(patch(job, task, changes), events, now)
}

export function completeTask(job: Job, task: JobTask, result: TaskResult, now: Now): Change {
  const changes: Partial<JobTask> = {
    ...ended('completed', now),
    progress: 1,
    artifacts: result.artifacts ?? [],
    warnings: result.warnings ?? [],
  }
  const type = task.kind === 'source' ? 'prepared' : 'completed'
  const source = { ...job.source, ...defined(result.source ?? {}) }
  return conclude({ ...patch(job, task, changes), source }, [{ type, language: task.language }], now)
}

/** With `retryInMs` the task waits for so long; without, it has failed for good. What was to be canceled is canceled. */
export function failTask(
  job: Job,
  task: JobTask,
  failure: Failure,
  retryInMs: number | undefined,
  now: Now,
): Change {
  if (job.cancelRequested) return settleCanceled(job, task, now)
  const { language } = task
  const { message } = failure
  if (retryInMs !== undefined) {
    return conclude(
      patch(job, task, waiting(now.steady + retryInMs)),
      [{ type: 'retrying', language, message }],
      now,
    )
  }
  const changes = { ...ended('error', now), error: failure }
  // A failed source ends everything, and that is told once, by the translation's own last line.
  const events = task.kind === 'source' ? [] : [{ type: 'failed', language, message }]
  return conclude(patch(job, task, changes), events, now)
}

export function settleCanceled(job: Job, task: JobTask, now: Now): Change {
  const events = task.kind === 'source' ? [] : [{ type: 'canceled', language: task.language }]
  return conclude(patch(job, task, ended('canceled', now)), events, now)
}

/** The worker stops and is not to blame: the try does not count, though the attempt's number is spent. */
export function releaseTask(job: Job, task: JobTask, now: Now): Change {
  if (job.cancelRequested) return settleCanceled(job, task, now)
  const changes = { ...waiting(now.steady), tries: task.tries - 1 }
  return conclude(patch(job, task, changes), [{ type: 'released', language: task.language }], now)
}

/** Ends at once what no living worker has; the others end when their worker notices. */
export function cancelJob(job: Job, now: Now): Change {
  const requested = { ...job, cancelRequested: true }
  const free = tasksOf(job).filter((task) => isFree(task, now))
  const next = free.reduce((current, task) => patch(current, task, ended('canceled', now)), requested)
  return conclude(next, [{ type: 'cancel_requested' }], now)
}

/** A lease that ran out has no worker: it was killed, and maybe no other has the engine. */
function isFree({ status, dueAt }: JobTask, now: Now): boolean {
  if (status === 'running') return dueAt !== undefined && dueAt <= now.steady
  return status === 'pending' || status === 'needs_input'
}

/** What follows from the tasks: targets open or end with their source, and the translation starts or ends. */
function conclude(job: Job, events: Happening[], now: Now): Change {
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
  return { job: next, events: final ? [...events, ending(next)] : events, steadyMs: now.steady }
}

function followSource(job: Job, now: Now): Job {
  const { status, error } = job.sourceTask
  if (!isFinal(status)) return job
  return { ...job, targetTasks: job.targetTasks.map((target) => follow(target, status, error, now)) }
}

function follow(target: JobTask, source: JobTask['status'], error: Failure | undefined, now: Now): JobTask {
  if (target.status !== 'pending') return target
  if (source === 'completed') return target.dueAt === undefined ? { ...target, dueAt: now.steady } : target
  const status = source === 'error' ? 'error' : 'canceled'
  return { ...target, ...ended(status, now), error }
}

const ENDING = { completed: 'completed', partial: 'partial', error: 'failed', canceled: 'canceled' }

function ending(job: Job): Happening {
  const status = statusOf(job) as keyof typeof ENDING
  return { type: ENDING[status], message: job.error?.message }
}

function waiting(dueAt: number): Partial<JobTask> {
  return { status: 'pending', worker: undefined, dueAt, expectedSeconds: undefined }
}

function ended(status: 'completed' | 'error' | 'canceled', now: Now): Partial<JobTask> {
  return {
    status,
    worker: undefined,
    dueAt: undefined,
    stage: undefined,
    expectedSeconds: undefined,
    finishedAt: now.wall,
  }
}

function patch(job: Job, task: JobTask, changes: Partial<JobTask>): Job {
  const apply = (each: JobTask) => (each.id === task.id ? { ...each, ...changes } : each)
  return { ...job, sourceTask: apply(job.sourceTask), targetTasks: job.targetTasks.map(apply) }
}

function furthest(known: number | undefined, told: number | undefined): number | undefined {
  if (told === undefined || Number.isNaN(told)) return known
  return Math.max(known ?? 0, Math.min(1, told))
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
}
