import type { Clock } from '../clock.ts'
import type { SimulatedJob } from './job.ts'
import { nextChangeAtMs } from './elapsed.ts'
import { viewJob, type JobView } from './job-view.ts'

/** Receives the state of a job after each change, and undefined once the job is deleted. */
export type Listener = (view: JobView | undefined) => void

/** The listeners of each job. A job without listeners costs no timer. */
export interface Followers {
  /** Returns a function that stops the calls. */
  follow(job: SimulatedJob, onChange: Listener): () => void
  /** Reports a manual change. It moves the instants of the job's next changes. */
  notify(job: SimulatedJob): void
  /** Reports that a job was deleted. */
  dismiss(job: SimulatedJob): void
}

export function createFollowers(clock: Clock): Followers {
  const followers = new Map<SimulatedJob, Set<Follower>>()

  const arm = (job: SimulatedJob, follower: Follower): void => {
    const nowMs = clock.nowMs()
    const nextMs = nextChangeAtMs(job, nowMs)
    if (nextMs === undefined) return void (follower.cancelTimer = () => {})
    follower.cancelTimer = clock.after(nextMs - nowMs, () => {
      arm(job, follower)
      follower.listener(viewJob(job, clock))
    })
  }

  return {
    follow(job, listener) {
      const follower: Follower = { listener, cancelTimer: () => {} }
      const all = followers.get(job) ?? new Set()
      followers.set(job, all.add(follower))
      arm(job, follower)
      return () => {
        follower.cancelTimer()
        all.delete(follower)
        if (all.size === 0 && followers.get(job) === all) followers.delete(job)
      }
    },
    notify(job) {
      for (const follower of present(followers.get(job))) {
        follower.cancelTimer()
        arm(job, follower)
        follower.listener(viewJob(job, clock))
      }
    },
    dismiss(job) {
      const all = followers.get(job)
      followers.delete(job)
      for (const follower of present(all)) {
        all?.delete(follower)
        follower.cancelTimer()
        follower.listener(undefined)
      }
    },
  }
}

/**
 * Yields each present follower that is still there at its turn. A listener may stop other
 * followers, which then hear nothing, or add some, which have seen this change already.
 */
function* present(followers: ReadonlySet<Follower> = new Set()): Generator<Follower> {
  for (const follower of Array.from(followers)) if (followers.has(follower)) yield follower
}

interface Follower {
  listener: Listener
  /** Cancels the timer of the next change. */
  cancelTimer: () => void
}
