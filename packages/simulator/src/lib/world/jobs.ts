import type { Clock } from '../clock.ts'
import { addTarget, createJob, type Job, type NewJob } from './job.ts'
import { endTargets, lookAt, type Look, type RecentLooks } from './look.ts'
import { onEnds, type End } from './ends.ts'
import { createFollowers, type Listener } from './followers.ts'
import { seeJob, type Seen } from './seen.ts'
import { surplus } from './surplus.ts'

/** The simulated jobs of one face. */
export interface Jobs {
  /** Creates a job. An id that is taken already is given to the new one: the old job is forgotten. */
  create(request: CreateJob): Job
  get(id: string): Job | undefined
  /** All of them, in the order of creation. */
  list(): Job[]
  delete(id: string): boolean
  /** What a job looks like now, without a status request: for webhooks, lists and answers to create. */
  see(job: Job): Seen
  /** A status request: counted, and refused where the scenario says so. Handlers use `call.look`. */
  look(job: Job): Look
  /** Ends what has not ended yet; false where there was nothing left to end. */
  cancel(job: Job): boolean
  finish(job: Job): boolean
  fail(job: Job, message?: string): boolean
  /** One more language for a job that is there already. */
  addTarget(job: Job, language: string): void
  /** Moves this job forward in its timeline. */
  advance(job: Job, byMs: number): void
  /** Calls back after every change, and at last when the job is deleted (with undefined). Returns what ends it. */
  follow(job: Job, onChange: Listener): () => void
  /** Calls back once for each target as it ends, and then once for the whole: when webhooks are due. */
  onEnds(job: Job, tell: (end: End) => void): void
}

/** What a face says to create a job; the rest is drawn or known. */
export type CreateJob = Omit<NewJob, 'face' | 'number'>

// Beyond that, the oldest that has ended is forgotten, and where none of the oldest has, the oldest.
export const MOST_JOBS = 10_000

export function createJobs(face: string, seed: string | number, clock: Clock): Jobs {
  const jobs = new Map<string, Job>()
  const runs = new Map<string, number>()
  const recent: RecentLooks = new WeakMap()
  const followers = createFollowers(clock)
  let count = 0
  const jobsOfFace: Jobs = {
    create,
    get: (id) => jobs.get(id),
    list: () => [...jobs.values()],
    delete: remove,
    see: (job) => seeJob(job, clock),
    look: (job) => lookAt(job, seed, clock, recent),
    cancel: (job) => tellIf(job, endTargets(job, clock, 'canceled')),
    finish: (job) => tellIf(job, endTargets(job, clock, 'completed')),
    fail: (job, message) => tellIf(job, endTargets(job, clock, 'error', message)),
    addTarget(job, language) {
      addTarget(job, language, clock)
      followers.tell(job)
    },
    advance(job, byMs) {
      job.leaps.push({ atMs: clock.nowMs(), byMs })
      job.touches++
      followers.tell(job)
    },
    follow: followers.follow,
    onEnds: (job, tell) => onEnds(jobsOfFace, job, tell),
  }
  return jobsOfFace

  function create(request: CreateJob): Job {
    const run = (runs.get(request.id) ?? 0) + 1
    const job = createJob({ ...request, face, number: ++count }, { seed, run }, clock)
    remove(job.id)
    jobs.set(job.id, job)
    for (const id of surplus(jobs, MOST_JOBS, hasEnded)) remove(id)
    // The newest last, as jobs are: no job that is there loses its number.
    runs.delete(job.id)
    runs.set(job.id, run)
    for (const id of surplus(runs, MOST_JOBS)) runs.delete(id)
    return job
  }

  function hasEnded(job: Job): boolean {
    return seeJob(job, clock).endedAtMs !== undefined
  }

  function remove(id: string): boolean {
    const job = jobs.get(id)
    if (!job) return false
    jobs.delete(id)
    followers.dismiss(job)
    return true
  }

  function tellIf(job: Job, hasChanged: boolean): boolean {
    if (hasChanged) followers.tell(job)
    return hasChanged
  }
}
