import type { Lease } from '../claimed-task.ts'
import { notBefore, type Now } from '../clock.ts'
import { type Job, type JobTask, tasksOf } from '../state/job.ts'
import {
  advanceTask,
  type Change,
  completeTask,
  failTask,
  handOnTask,
  releaseTask,
  settleCanceled,
} from '../state/transitions.ts'
import type { Store } from '../store.ts'
import type { TaskRow } from '../tables/schema.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'
import { lockJobOfTask, saveChange, type TaskData } from './jobs.ts'

/**
 * Heartbeats wait this long for each other. Otherwise ten thousand of them would keep the disk busy
 * alone.
 */
const HEARTBEAT_WITHIN_MS = 50

type WorkerVerbs = Pick<
  Store,
  'heartbeat' | 'advance' | 'saveCheckpoint' | 'complete' | 'fail' | 'settleCanceled' | 'release' | 'handOn'
>

/** The verbs of a worker. Each changes something only while the worker's lease holds. */
export function createWorkerVerbs(parts: StoreParts, onChange: (change: Change) => void): WorkerVerbs {
  const { transact, steady } = parts
  const apply = async (lease: Lease, transition: Transition, data?: TaskData): Promise<boolean> => {
    const change = await changeByLease(parts, lease, transition, data)
    if (change) onChange(change)
    return change !== undefined
  }
  return {
    heartbeat: (lease, leaseMs) =>
      transact((tx) => heartbeat(tx, lease, Math.round(steady() + leaseMs)), HEARTBEAT_WITHIN_MS),
    advance: (lease, update) => apply(lease, (job, task, now) => advanceTask(job, task, update, now)),
    async saveCheckpoint(lease, value) {
      const checkpoint = JSON.stringify(value) ?? null
      const columns = { checkpoint, checkpoint_attempt: lease.attempt }
      return await transact((tx) => updateIfLeased(tx, lease, columns))
    },
    async complete(lease, result) {
      // Serialised before any change: a result that is not JSON is the engine's mistake and must
      // leave no trace.
      const output = JSON.stringify(result.output) ?? null
      const transition: Transition = (job, task, now) => completeTask(job, task, result, now)
      return await apply(lease, transition, { output, checkpoint: null })
    },
    fail: (lease, failure, retryInMs) =>
      apply(lease, (job, task, now) => failTask(job, task, failure, retryInMs, now)),
    settleCanceled: (lease) => apply(lease, settleCanceled),
    release: (lease) => apply(lease, releaseTask),
    handOn: (lease, needs) => apply(lease, (job, task, now) => handOnTask(job, task, needs, now)),
  }
}

type Transition = (job: Job, task: JobTask, now: Now) => Change

/** Applies a transition if the lease still holds, and writes further data to its task. */
async function changeByLease(
  parts: StoreParts,
  lease: Lease,
  transition: Transition,
  data?: TaskData,
): Promise<Change | undefined> {
  const { transact, dialect, clock, steady } = parts
  return await transact(async (tx) => {
    const job = await lockJobOfTask(tx, dialect, lease.taskId)
    const task = job && tasksOf(job).find((each) => holds(lease, each))
    if (job === undefined || task === undefined) return undefined
    const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
    const change = transition(job, task, now)
    await saveChange(tx, parts, job, change, data && { [task.id]: data })
    return change
  })
}

function holds(lease: Lease, task: JobTask): boolean {
  return (
    task.id === lease.taskId &&
    task.status === 'running' &&
    task.worker === lease.worker &&
    task.attempt === lease.attempt
  )
}

/**
 * Does not prolong the lease of a canceled task, so that the task ends by itself if its worker
 * hangs.
 */
async function heartbeat(tx: Tx, lease: Lease, until: number): Promise<'ok' | 'canceled' | 'lost'> {
  // Thousands of tasks send heartbeats every few seconds, so the usual answer takes one statement.
  const prolonged = await updateWithLease(tx, lease, { due_at: until })
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('translations')
          .select('id')
          .whereRef('id', '=', 'tasks.translation_id')
          .where('cancel_requested', '=', 0),
      ),
    )
    .executeTakeFirst()
  if (prolonged.numUpdatedRows > 0n) return 'ok'
  return (await updateIfLeased(tx, lease, {})) ? 'canceled' : 'lost'
}

type LeasedColumns = Partial<Pick<TaskRow, 'checkpoint' | 'checkpoint_attempt' | 'due_at'>>

/** Writes to a task without notifying anybody, if the lease still holds. */
async function updateIfLeased(tx: Tx, lease: Lease, columns: LeasedColumns): Promise<boolean> {
  const result = await updateWithLease(tx, lease, columns).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

function updateWithLease(tx: Tx, lease: Lease, columns: LeasedColumns) {
  return tx
    .updateTable('tasks')
    .set({ worker: lease.worker, ...columns })
    .where('id', '=', lease.taskId)
    .where('worker', '=', lease.worker)
    .where('attempt', '=', lease.attempt)
    .where('status', '=', 'running')
}
