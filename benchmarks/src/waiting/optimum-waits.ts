import { tabulate, type Policy } from './cost.ts'
import { snapshotOf } from './history.ts'
import type { DurationLaw, Job } from './laws.ts'
import { optimal } from './oracle.ts'
import type { Wait } from './trace.ts'

/** Media lengths whose logarithms are this near share a table of the optimum. */
const NEAR = 0.08

/**
 * The optimum at one second per request. It knows the law, and sees of a job what a client sees.
 */
export function optimumWaits(law: DurationLaw, jobs: readonly Job[]): Wait[] {
  const rounded = jobs.map((job) => ({ ...job, mediaSeconds: roundLength(job.mediaSeconds) }))
  const all = { ...law, lengths: [...new Set(rounded.map(({ mediaSeconds }) => mediaSeconds))] }
  const tables = all.lengths.map((length) => tabulate(all, length))
  const policy = optimal(all, tables, 1)
  return rounded.map((job) => waitBy(policy, job, law.timeoutSeconds))
}

function roundLength(mediaSeconds: number | undefined): number | undefined {
  return mediaSeconds && Math.exp(Math.round(Math.log(mediaSeconds) / NEAR) * NEAR)
}

function waitBy(policy: Policy, job: Job, timeoutSeconds: number): Wait {
  const endSeconds = Math.min(job.seconds, timeoutSeconds)
  let age = 0
  let requests = 0
  while (age < endSeconds) {
    age = Math.min(timeoutSeconds, age + policy(snapshotOf(job, age)))
    requests++
  }
  return job.seconds <= timeoutSeconds ? { requests, delaySeconds: age - endSeconds } : { requests }
}
