import type { Failure } from 'video-translation-client'
import type { Now } from '../clock.ts'
import { type Damage, type Job, type JobTask, tasksOf } from './job.ts'
import type { Change } from './conclude.ts'

export const DAMAGED: Failure = {
  code: 'data_damaged',
  message:
    "The server's record of this translation is damaged; the server's log has the cause. Create the translation " +
    'again, or ask the operator to restore a backup.',
}

/**
 * Shows a job with unreadable rows as failed, so that no task is claimed and no artifact
 * downloaded.
 */
export function asDamaged(job: Job, damage: Damage): Job {
  const [sourceTask, ...targetTasks] = tasksOf(job).map(asFailed) as [JobTask, ...JobTask[]]
  return { ...job, status: 'error', error: DAMAGED, sourceTask, targetTasks, damage }
}

function asFailed(task: JobTask): JobTask {
  return {
    ...task,
    status: 'error',
    stage: undefined,
    expectedSeconds: undefined,
    worker: undefined,
    dueAt: undefined,
    artifacts: [],
    warnings: [],
    error: DAMAGED,
  }
}

/**
 * Ends a damaged job like any other failure. `job` is the job before the change, for comparison.
 */
export function endDamaged(damaged: Job, { status }: Damage, now: Now): { job: Job; change: Change } {
  const { damage: _damage, ...job } = damaged
  const end = (task: JobTask): JobTask => ({ ...task, finishedAt: task.finishedAt ?? now.wall })
  const ended: Job = {
    ...job,
    version: job.version + 1,
    updatedAt: now.wall,
    finishedAt: now.wall,
    // It waits for nobody any more.
    reviewDueAt: undefined,
    sourceTask: end(job.sourceTask),
    targetTasks: job.targetTasks.map(end),
  }
  const events = [{ type: 'failed', message: DAMAGED.message }]
  return { job: { ...job, status }, change: { job: ended, events, steadyMs: now.steady } }
}
