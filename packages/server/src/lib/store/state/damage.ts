import type { Failure } from 'video-translation-client'
import type { Now } from '../clock.ts'
import { type Damage, type Job, type JobTask, tasksOf } from './job.ts'
import type { Change } from './transitions.ts'
import type { Tx } from '../verbs/jobs.ts'

export const DAMAGED: Failure = {
  code: 'data_damaged',
  message:
    "The server's record of this translation is damaged; its log says how. Create the translation again, or ask the " +
    'operator to restore a backup.',
}

/** What readers see of rows that cannot be read: it failed, and nothing can be claimed or downloaded of it. */
export function asDamaged(job: Job): Job {
  const [sourceTask, ...targetTasks] = tasksOf(job).map(failed) as [JobTask, ...JobTask[]]
  return { ...job, status: 'error', error: DAMAGED, sourceTask, targetTasks }
}

function failed(task: JobTask): JobTask {
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

/** Marks the stored rows as failed and announces it like any other failure. */
export function endDamaged(damaged: Job, { status }: Damage, now: Now): { job: Job; change: Change } {
  const { damage: _damage, ...job } = damaged
  const end = (task: JobTask): JobTask => ({ ...task, finishedAt: task.finishedAt ?? now.wall })
  const ended: Job = {
    ...job,
    version: job.version + 1,
    updatedAt: now.wall,
    finishedAt: now.wall,
    sourceTask: end(job.sourceTask),
    targetTasks: job.targetTasks.map(end),
  }
  const events = [{ type: 'failed', message: DAMAGED.message }]
  return { job: { ...job, status }, change: { job: ended, events, steadyMs: now.steady } }
}

export async function mendRow(tx: Tx, id: string, { mended }: Damage): Promise<void> {
  await tx.updateTable('translations').set(mended).where('id', '=', id).execute()
}
