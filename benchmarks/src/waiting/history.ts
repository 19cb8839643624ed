import type { PastJob } from '../../../packages/client/src/lib/history/past-job.ts'
import type { JobSnapshot } from '../../../packages/client/src/lib/waiting/expected/time-origins.ts'
import type { ExpectedSchedule } from '../../../packages/client/src/lib/waiting/expected/expected.ts'
import type { DurationLaw, Job } from './laws.ts'
import type { Random } from './random.ts'

/** Lets a schedule wait for jobs of a law, one after another, until this many have finished. */
export function livePast(schedule: ExpectedSchedule, law: DurationLaw, finished: number, next: Random): void {
  for (let done = 0; done < finished;) {
    const ended = waitFor(law.draw(next), law, schedule)
    schedule.add(law.name, ended)
    if (ended.outcome === 'finished') done++
  }
}

/** Waits as the client would: it only knows between which two requests a job ended. */
function waitFor(job: Job, { name, timeoutSeconds }: DurationLaw, schedule: ExpectedSchedule): PastJob {
  const { mediaSeconds, queuedSeconds } = job
  let before = 0
  let age = 0
  while (age < Math.min(job.seconds, timeoutSeconds)) {
    before = age
    age += schedule.next(snapshotOf(job, age, name)).delaySeconds
  }
  if (job.seconds > timeoutSeconds)
    return { seconds: timeoutSeconds, mediaSeconds, queuedSeconds, outcome: 'abandoned' }
  return {
    seconds: age,
    mediaSeconds,
    queuedSeconds,
    outcome: job.outcome === 'error' ? 'failed' : 'finished',
    unseenSeconds: age - Math.max(before, queuedSeconds ?? 0),
  }
}

/** The job as a client sees it at this age. */
export function snapshotOf({ mediaSeconds, queuedSeconds }: Job, ageSeconds: number, kind = ''): JobSnapshot {
  const snapshot = { kind, ageSeconds, mediaSeconds }
  if (queuedSeconds === undefined) return snapshot
  return ageSeconds < queuedSeconds
    ? { ...snapshot, queued: true }
    : { ...snapshot, workedSeconds: ageSeconds - queuedSeconds }
}
