import type { Failure, Warning } from 'video-translation-client'
import { defined } from '../../defined.ts'
import type { ProgressUpdate, TaskResult } from '../../engines/engine.ts'
import type { Now } from '../clock.ts'
import { type Change, conclude, ended, patch, waiting } from './conclude.ts'
import { type Job, type JobTask, tasksOf } from './job.ts'

const WORKER_LOST: Failure = {
  code: 'worker_lost',
  message: 'The worker stopped answering on every attempt. Look for crashes or a lack of memory.',
}

/** The worker and the moment of a claim. */
export interface Claim {
  worker: string
  leaseMs: number
  now: Now
}

/**
 * Gives a due task to a worker. A running task is due when its lease has run out: the worker takes
 * it over, or the task ends here if it was canceled or has no tries left. So check its status
 * afterwards.
 */
export function claimTask(job: Job, task: JobTask, claim: Claim): Change {
  const { now } = claim
  if (job.cancelRequested) return settleCanceled(job, task, now)
  const recovered = task.status === 'running'
  // A worker that died after a new checkpoint died at a new place. Only repeated deaths at one
  // place show that the task itself kills workers.
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

/** Progress never goes back, and only a new stage adds a line to the history. */
export function advanceTask(job: Job, task: JobTask, update: ProgressUpdate, now: Now): Change {
  const stage = update.stage ?? task.stage
  const changes: Partial<JobTask> = {
    stage,
    progress: furthest(task.progress, update.progress),
    expectedSeconds: update.expectedSeconds ?? task.expectedSeconds,
  }
  const events = stage === task.stage ? [] : [{ type: 'stage', language: task.language, stage }]
  const { durationSeconds } = update
  const isLength = task.kind === 'source' && durationSeconds !== undefined && durationSeconds > 0
  const source = isLength ? { ...job.source, durationSeconds } : job.source
  return conclude({ ...patch(job, task, changes), source }, events, now)
}

export function completeTask(job: Job, task: JobTask, result: TaskResult, now: Now): Change {
  if (result.pausedAfter !== undefined) return pauseTask(job, task, result.warnings ?? [], now)
  const changes: Partial<JobTask> = {
    ...ended('completed', now),
    progress: 1,
    artifacts: [...(result.artifacts ?? []), ...(result.playback ?? [])],
    warnings: result.warnings ?? [],
  }
  const type = task.kind === 'source' ? 'prepared' : 'completed'
  const source = { ...job.source, ...defined(result.source) }
  return conclude({ ...patch(job, task, changes), source }, [{ type, language: task.language }], now)
}

/** A person looks at what the task has done so far. */
function pauseTask(job: Job, task: JobTask, warnings: Warning[], now: Now): Change {
  if (job.cancelRequested) return settleCanceled(job, task, now)
  const { language } = task
  const changes: Partial<JobTask> = {
    status: 'needs_input',
    worker: undefined,
    dueAt: undefined,
    stage: undefined,
    expectedSeconds: undefined,
    warnings,
  }
  return conclude(patch(job, task, changes), [{ type: 'needs_input', language }], now)
}

/** When a failed task is tried again. */
interface Retry {
  inMs: number
  /** What it needs of a worker then. Default: the same as before. */
  needs?: string
}

/** Without a retry, the task has failed for good. A canceled task ends as canceled instead. */
export function failTask(
  job: Job,
  task: JobTask,
  failure: Failure,
  retry: Retry | undefined,
  now: Now,
): Change {
  if (job.cancelRequested) return settleCanceled(job, task, now)
  const { language } = task
  const { message } = failure
  if (retry !== undefined) {
    const { inMs, ...needs } = retry
    const again = { ...waiting(now.steady + inMs), ...needs }
    return conclude(patch(job, task, again), [{ type: 'retrying', language, message }], now)
  }
  const changes = { ...ended('error', now), error: failure }
  // A failed source ends the whole translation, whose last history line reports the failure.
  const events = task.kind === 'source' ? [] : [{ type: 'failed', language, message }]
  return conclude(patch(job, task, changes), events, now)
}

export function settleCanceled(job: Job, task: JobTask, now: Now): Change {
  const events = task.kind === 'source' ? [] : [{ type: 'canceled', language: task.language }]
  return conclude(patch(job, task, ended('canceled', now)), events, now)
}

/** The worker is stopping: this try does not count, but its attempt number stays used. */
export function releaseTask(job: Job, task: JobTask, now: Now): Change {
  if (job.cancelRequested) return settleCanceled(job, task, now)
  const changes = { ...waiting(now.steady), tries: task.tries - 1 }
  return conclude(patch(job, task, changes), [{ type: 'released', language: task.language }], now)
}

/** So often a task on which nothing is done goes on at another worker at once. */
const PROMPT_HAND_ONS = 10
const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 30_000

/**
 * Workers that each hand it on to the other, e.g. of two versions, must not do so without end. A
 * step that was done since ends such a row, or a task of many revisions would wait at each step.
 */
function handOnPauseMs({ attempt, checkpointAttempt = 0 }: JobTask): number {
  const beyond = attempt - checkpointAttempt - PROMPT_HAND_ONS
  return beyond < 0 ? 0 : Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** beyond)
}

/**
 * The worker has done what it can, and another one goes on. Like a release, it costs no try.
 * @param needs what the next step needs of a worker
 */
export function handOnTask(job: Job, task: JobTask, needs: string, now: Now): Change {
  if (job.cancelRequested) return settleCanceled(job, task, now)
  const due = waiting(now.steady + handOnPauseMs(task))
  const changes = { ...due, needs, tries: task.tries - 1 }
  const event = { type: 'handed_on', language: task.language, message: `It waits for: ${needs}.` }
  return conclude(patch(job, task, changes), [event], now)
}

/** Ends tasks without a live worker at once. The others end when their worker notices. */
export function cancelJob(job: Job, now: Now): Change {
  const requested = { ...job, cancelRequested: true }
  const free = tasksOf(job).filter((task) => isFree(task, now))
  const next = free.reduce((current, task) => patch(current, task, ended('canceled', now)), requested)
  return conclude(next, [{ type: 'cancel_requested' }], now)
}

/**
 * A task with an expired lease counts as free: its worker was killed, and maybe no other worker has
 * the engine.
 */
function isFree({ status, dueAt }: JobTask, now: Now): boolean {
  if (status === 'running') return dueAt !== undefined && dueAt <= now.steady
  return status === 'pending' || status === 'needs_input'
}

function furthest(known: number | undefined, reported: number | undefined): number | undefined {
  if (reported === undefined || Number.isNaN(reported)) return known
  return Math.max(known ?? 0, Math.min(1, reported))
}
