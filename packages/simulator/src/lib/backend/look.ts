import type { Clock } from '../clock.ts'
import type { Fault } from '../faults/fault.ts'
import { Refusal } from '../refusal.ts'
import { drawEvent, type SimulatedJob } from './job.ts'
import { viewJob, type JobView } from './job-view.ts'

/** The result of one look: the state of the job, and the fault that its answer meets. */
export interface Look {
  view: JobView
  fault: Fault | undefined
}

/**
 * Handles a look, which is one status request about a job. It counts the look, refuses it if the
 * scenario is flaky or the rate is exceeded, and withholds URLs for the first looks.
 * @throws Refusal 429 or 503
 */
export function lookAt(job: SimulatedJob, seed: string | number, clock: Clock, recent: RecentLooks): Look {
  job.looks++
  refuseTooMany(job, clock, recent)
  if (drawEvent(job.behaviour.flakiness, seed, job, 'flaky'))
    throw new Refusal(503, 'unavailable', 'The simulated server is unavailable for a moment.')
  const view = viewJob(job, clock)
  countDownToUrls(job, view)
  return { view, fault: faultOf(job) }
}

/** Instants of each job's looks in the last minute. */
export type RecentLooks = WeakMap<SimulatedJob, number[]>

const MINUTE_MS = 60_000

function refuseTooMany(job: SimulatedJob, clock: Clock, recent: RecentLooks): void {
  const { requestsPerMinute } = job.behaviour
  if (requestsPerMinute === Infinity) return
  const nowMs = clock.nowMs()
  const looks = (recent.get(job) ?? []).filter((atMs) => atMs > nowMs - MINUTE_MS)
  recent.set(job, looks)
  if (looks.length < requestsPerMinute) return void looks.push(nowMs)
  const waitMs = clock.realMs((looks[0] ?? nowMs) + MINUTE_MS - nowMs)
  throw new Refusal(429, 'rate_limited', `No more than ${requestsPerMinute} requests a minute, please.`, {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  })
}

/** Each look at a completed job brings its URLs one look nearer. */
function countDownToUrls(job: SimulatedJob, { targets }: JobView): void {
  if (job.behaviour.urlAfterLooks === 0 || !targets.every(({ endedAtMs }) => endedAtMs)) return
  job.behaviour.urlAfterLooks--
  job.manualChanges++
}

function faultOf({ behaviour, looks }: SimulatedJob): Fault | undefined {
  return behaviour.faults.find(({ from = 1, times = Infinity }) => looks >= from && looks < from + times)
    ?.fault
}
