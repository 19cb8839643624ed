import type { Clock } from '../clock.ts'
import { type JobTarget, noteChange, type SimulatedJob } from './job.ts'
import { viewJob } from './job-view.ts'

/** Ends every target that has not ended. Returns false if all have ended. */
export function endTargets(
  job: SimulatedJob,
  clock: Clock,
  status: NonNullable<JobTarget['ended']>['status'],
  message?: string,
): boolean {
  const { targets } = viewJob(job, clock)
  const open = job.targets.filter(
    (_, index) => !targets[index]?.endedAtMs || targets[index].status === 'needs_input',
  )
  for (const target of open)
    target.ended = { status, atMs: clock.nowMs(), ...(message !== undefined && { message }) }
  if (open.length > 0) noteChange(job, clock)
  return open.length > 0
}
