import type { Lease } from '../claimed-task.ts'
import { defined } from '../../defined.ts'
import { notBefore, type Now } from '../clock.ts'
import type { Job, JobTask } from '../state/job.ts'
import type { TaskResult } from '../../engines/engine.ts'
import { newsWithoutCues, recordCues } from '../cues/record-cues.ts'
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
import type { LeasedChange, StoreParts, Tx } from '../tables/store-parts.ts'
import { leasedTask } from './change-leased.ts'
import { updateIfLeased } from './leased-columns.ts'
import { lockJobsOfTasks } from './jobs.ts'
import { saveChange, type TaskData } from './save-changes.ts'

type WorkerVerbs = Pick<
  Store,
  'heartbeat' | 'advance' | 'saveCheckpoint' | 'complete' | 'fail' | 'settleCanceled' | 'release' | 'handOn'
>

/** The verbs of a worker. Each changes something only while the worker's lease holds. */
export function createWorkerVerbs(parts: StoreParts, onChange: (change: Change) => void): WorkerVerbs {
  const { transact, steady } = parts
  const notify = (change: Change | undefined): boolean => {
    if (change) onChange(change)
    return change !== undefined
  }
  const apply = async (lease: Lease, transition: LeasedChange['transition'], data?: TaskData) =>
    notify(await parts.changeLeased({ lease, transition, data }))
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
      return hasCues(result)
        ? notify(await completeWithCues(parts, lease, result, columns))
        : await apply(lease, (...step) => completePlain(result, ...step), columns)
    },
    fail(lease, failure, retryInMs, needs) {
      const retry = retryInMs === undefined ? undefined : { inMs: retryInMs, ...defined({ needs }) }
      return apply(lease, (job, task, now) => failTask(job, task, failure, retry, now))
    },
    settleCanceled: (lease) => apply(lease, settleCanceled),
    release: (lease) => apply(lease, releaseTask),
    handOn: (lease, needs) => apply(lease, (job, task, now) => handOnTask(job, task, needs, now)),
  }
}

function hasCues({ cues, translated, spoken }: TaskResult): boolean {
  return cues !== undefined || translated !== undefined || spoken !== undefined
}

function completePlain(result: TaskResult, ...[job, task, now]: [Job, JobTask, Now]): Change {
  return completeTask(withCues(job, newsWithoutCues(task)), task, result, now)
}

/** Writes cues in the transaction of the change, which therefore takes longer than others. */
async function completeWithCues(
  parts: StoreParts,
  lease: Lease,
  result: TaskResult,
  data: TaskData,
): Promise<Change | undefined> {
  const { transact, dialect, clock, steady } = parts
  return await transact(async (tx: Tx) => {
    const [job] = await lockJobsOfTasks(tx, dialect, [lease.taskId])
    const task = job && leasedTask(job, lease)
    if (job === undefined || task === undefined) return undefined
    const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
    const noted = withCues(job, await recordCues(tx, job, task, result, now.wall))
    const change = completeTask(noted, task, result, now)
    const freesOwner = await saveChange(tx, parts, job, change, { [task.id]: data })
    return { ...change, freesOwner }
  })
}
