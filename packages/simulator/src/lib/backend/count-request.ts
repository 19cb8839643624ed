import type { Clock } from '../clock.ts'
import type { Fault } from '../faults/fault.ts'
import { Refusal } from '../refusal.ts'
import { drawEvent, noteChange, type SimulatedJob } from './job.ts'
import { viewJob, type JobView } from './job-view.ts'

/** A counted status request: the state of the job, and the fault that its answer meets. */
export interface CountedRequest {
  view: JobView
  fault: Fault | undefined
}

/**
 * Counts a status request about a job, and refuses it if the scenario is flaky or the rate is
 * exceeded. The first requests after the end may see no URLs yet.
 * @throws Refusal 429 or 503
 */
export function countRequest(
  job: SimulatedJob,
  seed: string | number,
  clock: Clock,
  recent: RecentRequests,
): CountedRequest {
  job.statusRequests++
  refuseTooMany(job, clock, recent)
  if (drawEvent(job.behaviour.flakiness, seed, job, 'flaky'))
    throw new Refusal(503, 'unavailable', 'The simulated server is unavailable for a moment.')
  const view = viewJob(job, clock)
  countDownToUrls(job, view, clock)
  return { view, fault: faultOf(job) }
}

/** Instants of each job's status requests in the last minute. */
export type RecentRequests = WeakMap<SimulatedJob, number[]>

const MINUTE_MS = 60_000

function refuseTooMany(job: SimulatedJob, clock: Clock, recent: RecentRequests): void {
  const { requestsPerMinute } = job.behaviour
  if (requestsPerMinute === Infinity) return
  const nowMs = clock.nowMs()
  const instants = (recent.get(job) ?? []).filter((atMs) => atMs > nowMs - MINUTE_MS)
  recent.set(job, instants)
  if (instants.length < requestsPerMinute) return void instants.push(nowMs)
  const waitMs = clock.realMs((instants[0] ?? nowMs) + MINUTE_MS - nowMs)
  throw new Refusal(429, 'rate_limited', `At most ${requestsPerMinute} requests a minute are allowed.`, {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  })
}

/** Each status request about a completed job brings its URLs one request nearer. */
function countDownToUrls(job: SimulatedJob, { targets }: JobView, clock: Clock): void {
  if (job.behaviour.urlAfterStatusRequests === 0 || !targets.every(({ endedAtMs }) => endedAtMs)) return
  job.behaviour.urlAfterStatusRequests--
  noteChange(job, clock)
}

function faultOf({ behaviour, statusRequests: count }: SimulatedJob): Fault | undefined {
  return behaviour.faults.find(({ from = 1, times = Infinity }) => count >= from && count < from + times)
    ?.fault
}
