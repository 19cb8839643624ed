import type { PastJob } from '../../../packages/client/src/lib/history/past-job.ts'
import type { JobSnapshot } from '../../../packages/client/src/lib/waiting/expected/time-origins.ts'
import type { ExpectedSchedule } from '../../../packages/client/src/lib/waiting/expected/expected.ts'
import type { DurationLaw, Job } from './laws.ts'
import type { Random } from './random.ts'

/** What a client can know of the past: finish times as the server reports them, or as it notices them itself. */
export type Knowledge = 'reported' | 'noticed'

/** Lets a schedule wait for jobs of a law, one after another, until so many have finished; it sees what a client sees. */
export function livePast(
  schedule: ExpectedSchedule,
  law: DurationLaw,
  finished: number,
  next: Random,
  knowledge: Knowledge,
): void {
  for (let done = 0; done < finished;) {
    const job = law.draw(next)
    const ended = knowledge === 'reported' ? reported(job, law) : noticed(job, law, schedule)
    schedule.add(law.name, ended)
    if (ended.outcome === 'finished') done++
  }
}

function reported(job: Job, { timeoutSeconds }: DurationLaw): PastJob {
  const { mediaSeconds, queuedSeconds } = job
  if (job.seconds > timeoutSeconds)
    return { seconds: timeoutSeconds, mediaSeconds, queuedSeconds, outcome: 'abandoned' }
  return {
    seconds: job.seconds,
    mediaSeconds,
    queuedSeconds,
    outcome: job.outcome === 'error' ? 'failed' : 'finished',
  }
}

/** Waits as the client would. It knows only between which two requests a job ended. */
function noticed(job: Job, law: DurationLaw, schedule: ExpectedSchedule): PastJob {
  const truth = reported(job, law)
  let before = 0
  let age = 0
  while (age < truth.seconds) {
    before = age
    age += schedule.next(sightOf(job, law, age)).delaySeconds
  }
  return truth.outcome === 'abandoned'
    ? truth
    : { ...truth, seconds: age, unseenSeconds: age - Math.max(before, truth.queuedSeconds ?? 0) }
}

function sightOf({ mediaSeconds, queuedSeconds }: Job, law: DurationLaw, ageSeconds: number): JobSnapshot {
  const sight = { kind: law.name, ageSeconds, mediaSeconds }
  if (queuedSeconds === undefined) return sight
  return ageSeconds < queuedSeconds
    ? { ...sight, queued: true }
    : { ...sight, workedSeconds: ageSeconds - queuedSeconds }
}
