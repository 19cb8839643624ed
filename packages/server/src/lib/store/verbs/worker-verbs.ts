import type { Lease } from '../claimed-task.ts'
import { notBefore, type Now } from '../clock.ts'
import { type Job, type JobTask, tasksOf } from '../state/job.ts'
import type { TaskResult } from '../../engines/engine.ts'
import { recordCues } from '../cues/record-cues.ts'
import type { Change } from '../state/conclude.ts'
import { withCues } from '../state/revise.ts'
import {
  advanceTask,
  completeTask,
  failTask,
  handOnTask,
  releaseTask,
  settleCanceled,
} from '../state/transitions.ts'
import type { Store } from '../store.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'
import { updateIfLeased } from './leased-columns.ts'
import { lockJobOfTask, saveChange, type TaskData } from './jobs.ts'

type WorkerVerbs = Pick<
  Store,
  'heartbeat' | 'advance' | 'saveCheckpoint' | 'complete' | 'fail' | 'settleCanceled' | 'release' | 'handOn'
>

/** The verbs of a worker. Each changes something only while the worker's lease holds. */
export function createWorkerVerbs(parts: StoreParts, onChange: (change: Change) => void): WorkerVerbs {
  const { transact, steady } = parts
  const apply = async (lease: Lease, transition: Transition, data?: TaskData): Promise<boolean> => {
    const change = await changeByLease(
      parts,
      lease,
      async (job, task, now) => transition(job, task, now),
      data,
    )
    if (change) onChange(change)
    return change !== undefined
  }
  return {
    heartbeat: (lease, leaseMs) => parts.heartbeat({ lease, until: Math.round(steady() + leaseMs) }),
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
      const columns = { output, checkpoint: null }
      const change = await changeByLease(
        parts,
        lease,
        (...step) => completeWithCues(result, ...step),
        columns,
      )
      if (change) onChange(change)
      return change !== undefined
    },
    fail: (lease, failure, retryInMs) =>
      apply(lease, (job, task, now) => failTask(job, task, failure, retryInMs, now)),
    settleCanceled: (lease) => apply(lease, settleCanceled),
    release: (lease) => apply(lease, releaseTask),
    handOn: (lease, needs) => apply(lease, (job, task, now) => handOnTask(job, task, needs, now)),
  }
}

type Transition = (job: Job, task: JobTask, now: Now) => Change

/** A transition that also writes to other tables, in the transaction of the change. */
type WritingTransition = (job: Job, task: JobTask, now: Now, tx: Tx) => Promise<Change>

async function completeWithCues(
  result: TaskResult,
  ...[job, task, now, tx]: Parameters<WritingTransition>
): Promise<Change> {
  const noted = withCues(job, await recordCues(tx, job, task, result, now.wall))
  return completeTask(noted, task, result, now)
}

/** Applies a transition if the lease still holds, and writes further data to its task. */
async function changeByLease(
  parts: StoreParts,
  lease: Lease,
  transition: WritingTransition,
  data?: TaskData,
): Promise<Change | undefined> {
  const { transact, dialect, clock, steady } = parts
  return await transact(async (tx) => {
    const job = await lockJobOfTask(tx, dialect, lease.taskId)
    const task = job && tasksOf(job).find((each) => holds(lease, each))
    if (job === undefined || task === undefined) return undefined
    const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
    const change = await transition(job, task, now, tx)
    const freesOwner = await saveChange(tx, parts, job, change, data && { [task.id]: data })
    return { ...change, freesOwner }
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
