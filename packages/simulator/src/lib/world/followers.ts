import type { Clock } from '../clock.ts'
import type { Job } from './job.ts'
import { nextChangeAtMs } from './elapsed.ts'
import { seeJob, type Seen } from './seen.ts'

/** Hears what a job looks like after each change; undefined once it was deleted. */
export type Listener = (seen: Seen | undefined) => void

/** Who follows which job. Nothing runs for a job that nobody follows. */
export interface Followers {
  /** Returns what ends it. */
  follow(job: Job, onChange: Listener): () => void
  /** After a change by hand: the instants that were waited for are others now. */
  tell(job: Job): void
  /** After a job was deleted. */
  dismiss(job: Job): void
}

export function createFollowers(clock: Clock): Followers {
  const followers = new Map<Job, Set<Follower>>()
  return {
    follow(job, listener) {
      const follower: Follower = { listener, callOff: () => {} }
      const all = followers.get(job) ?? new Set()
      followers.set(job, all.add(follower))
      arm(job, follower)
      return () => {
        follower.callOff()
        all.delete(follower)
        if (all.size === 0 && followers.get(job) === all) followers.delete(job)
      }
    },
    tell(job) {
      for (const follower of present(followers.get(job))) {
        follower.callOff()
        arm(job, follower)
        follower.listener(seeJob(job, clock))
      }
    },
    dismiss(job) {
      const all = followers.get(job)
      followers.delete(job)
      for (const follower of present(all)) {
        all?.delete(follower)
        follower.callOff()
        follower.listener(undefined)
      }
    },
  }

  function arm(job: Job, follower: Follower): void {
    const nowMs = clock.nowMs()
    const nextMs = nextChangeAtMs(job, nowMs)
    if (nextMs === undefined) return void (follower.callOff = () => {})
    follower.callOff = clock.after(nextMs - nowMs, () => {
      arm(job, follower)
      follower.listener(seeJob(job, clock))
    })
  }
}

/**
 * Each that follows now, and still does when its turn comes: a listener may stop others, which then want to hear no more, or
 * begin to follow, and those have seen the change already.
 */
function* present(followers: ReadonlySet<Follower> = new Set()): Generator<Follower> {
  for (const follower of Array.from(followers)) if (followers.has(follower)) yield follower
}

interface Follower {
  listener: Listener
  /** Calls the next change off. */
  callOff: () => void
}
