import type { Clock } from '../clock.ts'
import { addTarget, redoTarget } from './add-target.ts'
import { createJob, type NewJob, noteChange, type SimulatedJob } from './job.ts'
import { countRequest, type CountedRequest, type RecentRequests } from './count-request.ts'
import { endTargets } from './end-targets.ts'
import { onEnds, type End } from './ends.ts'
import { goOn } from './go-on.ts'
import { createFollowers, type Followers, type Listener } from './followers.ts'
import { viewJob, type JobView } from './job-view.ts'
import { evictOldest } from './evict-oldest.ts'

/** The simulated jobs of one face. */
export interface Jobs {
  /** Creates a job. It replaces an older job with the same id. */
  create(request: CreateJob): SimulatedJob
  get(id: string): SimulatedJob | undefined
  /** All jobs, in the order of creation. */
  list(): SimulatedJob[]
  delete(id: string): boolean
  /**
   * The present state of a job. Reading it is no status request: use it for webhooks, lists and
   * creates.
   */
  view(job: SimulatedJob): JobView
  /**
   * Counts a status request, and refuses it where the scenario says so. Handlers use
   * `call.countRequest`.
   */
  countRequest(job: SimulatedJob): CountedRequest
  /** Cancels every target that has not ended. Returns false if all have ended. */
  cancel(job: SimulatedJob): boolean
  /** Completes every target that has not ended. Returns false if all have ended. */
  finish(job: SimulatedJob): boolean
  /** Fails every target that has not ended. Returns false if all have ended. */
  fail(job: SimulatedJob, message?: string): boolean
  /** Adds a language to an existing job. */
  addTarget(job: SimulatedJob, language: string): void
  /** Makes a language again. Its new run begins now, with the stages of its own. */
  redoTarget(job: SimulatedJob, language: string): void
  /**
   * Lets a target go on that has stopped for a person, until the next position at which it stops.
   */
  goOn(job: SimulatedJob, language: string, nextStopMs?: number): void
  /** Reports a change of facts that the face keeps with the job. */
  noteChange(job: SimulatedJob): void
  /** Moves this job forward in its timeline. */
  advance(job: SimulatedJob, byMs: number): void
  /**
   * Calls back after every change, and with undefined once the job is deleted.
   * @returns a function that stops the calls
   */
  follow(job: SimulatedJob, onChange: Listener): () => void
  /** Calls back once as each target ends, then once for the whole job: the moments for webhooks. */
  onEnds(job: SimulatedJob, onEnd: (end: End) => void): void
}

/** Facts that a face gives to create a job. */
export type CreateJob = Omit<NewJob, 'face' | 'number'>

/** Number of jobs of one face that are kept. See {@link evictOldest} for those that go. */
export const MAX_JOBS = 10_000

export function createJobs(face: string, seed: string | number, clock: Clock): Jobs {
  const jobs = new Map<string, SimulatedJob>()
  const runs = new Map<string, number>()
  const recent: RecentRequests = new WeakMap()
  const followers = createFollowers(clock)
  let count = 0
  const view = (job: SimulatedJob) => viewJob(job, clock)
  const hasEnded = (job: SimulatedJob) => view(job).endedAtMs !== undefined

  const create = (request: CreateJob): SimulatedJob => {
    const run = (runs.get(request.id) ?? 0) + 1
    const job = createJob({ ...request, face, number: ++count }, { seed, run }, clock)
    remove(job.id)
    jobs.set(job.id, job)
    evictOldest(jobs, MAX_JOBS, { isEvictable: hasEnded, evict: remove })
    // Deleting first puts the id last, as in `jobs`. Otherwise a job that still exists could lose
    // its run number.
    runs.delete(job.id)
    runs.set(job.id, run)
    evictOldest(runs, MAX_JOBS)
    return job
  }

  const remove = (id: string): boolean => {
    const job = jobs.get(id)
    if (!job) return false
    jobs.delete(id)
    followers.dismiss(job)
    return true
  }

  const notifyIf = (job: SimulatedJob, hasChanged: boolean): boolean => {
    if (hasChanged) followers.notify(job)
    return hasChanged
  }

  return {
    create,
    get: (id) => jobs.get(id),
    list: () => [...jobs.values()],
    delete: remove,
    view,
    countRequest: (job) => countRequest(job, seed, clock, recent),
    cancel: (job) => notifyIf(job, endTargets(job, clock, 'canceled')),
    finish: (job) => notifyIf(job, endTargets(job, clock, 'completed')),
    fail: (job, message) => notifyIf(job, endTargets(job, clock, 'error', message)),
    ...createChanges(followers, clock),
    follow: followers.follow,
    onEnds: (job, onEnd) => onEnds({ follow: followers.follow, view }, job, onEnd),
  }
}

type Changes = Pick<Jobs, 'addTarget' | 'redoTarget' | 'goOn' | 'noteChange' | 'advance'>

/** Changes of a job, of which its followers hear. */
function createChanges(followers: Followers, clock: Clock): Changes {
  const noted =
    <Args extends unknown[]>(change: (job: SimulatedJob, ...args: Args) => void) =>
    (job: SimulatedJob, ...args: Args): void => {
      change(job, ...args)
      followers.notify(job)
    }

  return {
    addTarget: noted((job, language: string) => addTarget(job, language, clock)),
    redoTarget: noted((job, language: string) => redoTarget(job, language, clock)),
    goOn: noted((job, language: string, nextStopMs?: number) => goOn(job, language, nextStopMs, clock)),
    noteChange: noted((job) => noteChange(job, clock)),
    advance: noted((job, byMs: number) => advance(job, byMs, clock)),
  }
}

function advance(job: SimulatedJob, byMs: number, clock: Clock): void {
  job.skips.push({ atMs: clock.nowMs(), byMs })
  noteChange(job, clock)
}
