import type { Lease } from '../claimed-task.ts'
import { notBefore } from '../clock.ts'
import type { Change } from '../state/conclude.ts'
import { type Job, type JobTask, tasksOf } from '../state/job.ts'
import type { LeasedChange, StoreParts } from '../tables/store-parts.ts'
import { lockJobsOfTasks } from './jobs.ts'
import { freesOwner, type JobChange, writesFor } from './save-changes.ts'

type Parts = Pick<StoreParts, 'transact' | 'dialect' | 'clock' | 'steady' | 'ids'>

/**
 * Makes changes whose leases hold, in one transaction of two flights: one locks and reads, one
 * writes and commits.
 * @returns for each the change that was made; undefined where the lease was lost
 */
export async function changeLeased(
  parts: Parts,
  wanted: readonly LeasedChange[],
): Promise<(Change | undefined)[]> {
  const { made, saved } = await parts.transact(async (tx, last) => {
    const taskIds = wanted.map(({ lease }) => lease.taskId)
    const jobs = await lockJobsOfTasks(tx, parts.dialect, taskIds)
    const byId = new Map(jobs.map((job) => [job.id, job]))
    const made = wanted.map((each) => changeOne(parts, byId, each))
    return {
      made,
      saved: last(
        writesFor(
          tx,
          parts,
          made.filter((each) => each !== undefined),
        ),
      ),
    }
  })
  const isFreed = freesOwner(await saved)
  return made.map((each) => each && { ...each.change, freesOwner: isFreed })
}

/** A later change of the same job goes on from an earlier one. */
function changeOne(
  { clock, steady }: Parts,
  jobs: Map<string, Job>,
  { lease, transition, data }: LeasedChange,
): JobChange | undefined {
  const before = [...jobs.values()].find((job) => leasedTask(job, lease))
  const task = before && leasedTask(before, lease)
  if (before === undefined || task === undefined) return undefined
  const change = transition(before, task, notBefore({ wall: clock(), steady: steady() }, before.updatedAt))
  jobs.set(before.id, change.job)
  return { before, change, ...(data && { data: { [task.id]: data } }) }
}

/** The task of a lease, while the lease holds. */
export function leasedTask(job: Job, lease: Lease): JobTask | undefined {
  return tasksOf(job).find(
    (task) =>
      task.id === lease.taskId &&
      task.status === 'running' &&
      task.worker === lease.worker &&
      task.attempt === lease.attempt,
  )
}
