import type { Clock } from '../clock.ts'
import type { Fault } from '../faults/fault.ts'
import { Refusal } from '../serving/refusal.ts'
import { drawn, type Job, type JobTarget } from './job.ts'
import { seeJob, type Seen } from './seen.ts'

/** What a status request about a job sees, and what goes wrong with its answer. */
export interface Look {
  seen: Seen
  fault: Fault | undefined
}

/**
 * Answers a status request about a job as its scenario wants it: counts the look, refuses it where the scenario is flaky or
 * the rate is exceeded, and holds URLs back for so many looks.
 * @throws Refusal
 */
export function lookAt(job: Job, seed: string | number, clock: Clock, recent: RecentLooks): Look {
  job.looks++
  refuseTooMany(job, clock, recent)
  if (drawn(job.behaviour.flakiness, seed, job, 'flaky'))
    throw new Refusal(503, 'unavailable', 'The simulated server is unavailable for a moment.')
  const seen = seeJob(job, clock)
  holdUrlsBack(job, seen)
  return { seen, fault: faultOf(job) }
}

/** Instants of the looks of the last minute, by job. */
export type RecentLooks = WeakMap<Job, number[]>

const MINUTE_MS = 60_000

function refuseTooMany(job: Job, clock: Clock, recent: RecentLooks): void {
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

/** A look at the completed job brings its URLs nearer. */
function holdUrlsBack(job: Job, { targets }: Seen): void {
  if (job.behaviour.urlAfterLooks === 0 || !targets.every(({ endedAtMs }) => endedAtMs)) return
  job.behaviour.urlAfterLooks--
  job.touches++
}

function faultOf({ behaviour, looks }: Job): Fault | undefined {
  return behaviour.faults.find(({ from = 1, times = Infinity }) => looks >= from && looks < from + times)
    ?.fault
}

/** Ends what has not ended yet. Returns whether there was any such target. */
export function endTargets(
  job: Job,
  clock: Clock,
  status: NonNullable<JobTarget['ended']>['status'],
  message?: string,
): boolean {
  const { targets } = seeJob(job, clock)
  const open = job.targets.filter(
    (_, index) => !targets[index]?.endedAtMs || targets[index].status === 'needs_input',
  )
  for (const target of open)
    target.ended = { status, atMs: clock.nowMs(), ...(message !== undefined && { message }) }
  if (open.length > 0) job.touches++
  return open.length > 0
}
