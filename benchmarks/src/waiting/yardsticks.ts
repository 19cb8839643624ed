import type { JobSnapshot } from '../../../packages/client/src/lib/waiting/expected/time-origins.ts'
import { tabulate, type Policy } from './cost.ts'
import type { DurationLaw, Job } from './laws.ts'
import { optimal } from './oracle.ts'
import { replay, type Wait } from './trace.ts'

/** Lengths so near, as logarithms, share a table of the optimum. */
const NEAR = 0.08

/** The optimum at one second per request waits for jobs: it knows their law, and sees what a client sees. */
export function optimumWaits(law: DurationLaw, jobs: readonly Job[]): Wait[] {
  const lengths = [...new Set(jobs.map(({ mediaSeconds }) => near(mediaSeconds)))]
  const all = { ...law, lengths }
  const policy = optimal(
    all,
    lengths.map((length) => tabulate(all, length)),
    1,
  )
  return jobs.map((job) =>
    waitBy(policy, { ...job, mediaSeconds: near(job.mediaSeconds) }, law.timeoutSeconds),
  )
}

function near(mediaSeconds: number | undefined): number | undefined {
  return mediaSeconds && Math.exp(Math.round(Math.log(mediaSeconds) / NEAR) * NEAR)
}

function waitBy(policy: Policy, job: Job, timeoutSeconds: number): Wait {
  const endSeconds = Math.min(job.seconds, timeoutSeconds)
  let age = 0
  let requests = 0
  while (age < endSeconds) {
    age = Math.min(timeoutSeconds, age + policy(sightOf(job, age)))
    requests++
  }
  return job.seconds <= timeoutSeconds ? { requests, delaySeconds: age - endSeconds } : { requests }
}

function sightOf({ mediaSeconds, queuedSeconds }: Job, ageSeconds: number): JobSnapshot {
  const sight = { kind: '', ageSeconds, mediaSeconds }
  if (queuedSeconds === undefined) return sight
  return ageSeconds < queuedSeconds
    ? { ...sight, queued: true }
    : { ...sight, workedSeconds: ageSeconds - queuedSeconds }
}

/** The fixed interval that costs least, at one second per request, on these very jobs. Its first request is after one interval. */
export function hindsight({ timeoutSeconds }: DurationLaw, jobs: readonly Job[]): Wait[] {
  const tried = Array.from({ length: 72 }, (_, i) => {
    const interval = 3 * 1.07 ** i
    const trace = [interval, 2 * interval]
    return jobs.map((job, index) => replay({ traces: [trace], isReset: false }, job, index, timeoutSeconds))
  })
  return tried.reduce((a, b) => (cost(b) < cost(a) ? b : a))
}

function cost(waits: readonly Wait[]): number {
  return waits.reduce((sum, { requests, delaySeconds = 0 }) => sum + requests + delaySeconds, 0)
}
