import type { DurationPrior } from '../../duration-prior.ts'
import type { PastJob } from '../../history/past-job.ts'
import { learnDistribution } from './duration-distribution.ts'
import { delayed, type LogNormalMixture } from './log-normal-mixture.ts'
import type { Observation } from './observations.ts'

/** What the last answer told of a job. Times are in seconds. */
export interface JobSnapshot {
  /** Jobs of one kind are expected to take alike: of one engine, say. */
  kind: string
  /** Since it was created. */
  ageSeconds: number
  /** Length of its media, where known. */
  mediaSeconds?: number | undefined
  /** It waits for its turn. */
  queued?: boolean | undefined
  /** Since it left the queue, where the server tells. */
  workedSeconds?: number | undefined
  /** The server's own estimate of what remains. */
  expectedSeconds?: number | undefined
  /** From 0 to 1, where the server tells. */
  progress?: number | undefined
}

/** A job that is being waited for. */
export interface RunningJob {
  ageSeconds: number
  mediaSeconds?: number | undefined
}

/**
 * From when a duration is counted: since it was `created`; since it left the queue (`worked`); or
 * from now on: while it is `queued`, or by the `hint` of the server, its estimate or its progress.
 */
export type TimeOrigin = 'created' | 'worked' | 'queued' | 'hint'

/** A job's age from one time origin, and the distribution of its duration from there. */
export interface Timeline {
  origin: TimeOrigin
  ageSeconds: number
  /** Equal where the distribution is equal. */
  key?: number | undefined
  distribution(): LogNormalMixture
}

/** The timelines of a job that make sense, the likeliest to be best first. */
export type Timelines = (job: JobSnapshot) => Timeline[]

const LEAST_PROGRESS = 0.05
const YOUNG_SECONDS = 20
const RUNNING = 50
const SAME = 0.05

/**
 * Learns from the jobs of a kind that ended, and from a few of those that run: the first to end are
 * the short ones. Running jobs count only once one has finished; before that they would make a
 * wrong prior look right.
 */
export function createTimelines(
  ended: readonly PastJob[],
  running: readonly RunningJob[],
  prior: DurationPrior,
): Timelines {
  const isKnown = ended.some((one) => one.outcome === 'finished')
  const some = running.filter((_, i) => isKnown && i % Math.ceil(running.length / RUNNING) === 0)
  const created = learnDistribution([...ended, ...some.map(asRunning)], prior)
  const queues = ended.flatMap(({ queuedSeconds }) => queuedSeconds ?? [])
  const worked = learnDistribution(
    ended.flatMap((one) =>
      one.queuedSeconds === undefined ? [] : { ...one, seconds: one.seconds - one.queuedSeconds },
    ),
    prior,
  )
  const isQueueSeen = queues.length * 2 >= ended.length
  return (job) => {
    const remaining = remainingSeconds(job)
    if (!remaining) return [byHistory(job)]
    const byHint = hinted(remaining, job.ageSeconds < YOUNG_SECONDS)
    // Before any job has ended the two cannot be compared: a server knows better than a prior made
    // for any job.
    return ended.length ? [byHint, byHistory(job)] : [byHint]
  }

  function byHistory({ ageSeconds, mediaSeconds, workedSeconds, queued }: JobSnapshot): Timeline {
    const media = mediaSeconds && bucket(mediaSeconds)
    if (isQueueSeen && workedSeconds !== undefined)
      return { origin: 'worked', ageSeconds: workedSeconds, key: media, distribution: () => worked(media) }
    if (!isQueueSeen || !queued || !ended.length)
      return { origin: 'created', ageSeconds, key: media, distribution: () => created(media) }
    const mean = queues.reduce((sum, one) => sum + one, 0) / queues.length
    return { origin: 'queued', ageSeconds: 0, key: media, distribution: () => delayed(worked(media), mean) }
  }

  /** What remains when the server says that this much does. Young jobs may still fail early. */
  function hinted(fixedSeconds: number, isYoung: boolean): Timeline {
    const distribution = (): LogNormalMixture => {
      const seen = ended.flatMap((one) =>
        one.hint && (isYoung || one.outcome !== 'failed') ? asHinted(one, one.hint, fixedSeconds) : [],
      )
      return learnDistribution(seen, { fixedSeconds, perMediaSecond: 0, failures: isYoung ? undefined : 0 })()
    }
    return { origin: 'hint', ageSeconds: 0, key: isYoung ? fixedSeconds : -fixedSeconds, distribution }
  }
}

function asRunning({ ageSeconds, mediaSeconds }: RunningJob): Observation {
  return { seconds: ageSeconds, mediaSeconds, outcome: 'running' }
}

/**
 * What a past job would have taken from its hint on, had it been given this hint and been as far
 * off.
 */
function asHinted(
  { outcome, seconds, unseenSeconds = 0 }: PastJob,
  { atSeconds, expectedSeconds }: NonNullable<PastJob['hint']>,
  hint: number,
): Observation {
  const factor = outcome === 'finished' ? hint / Math.max(1, expectedSeconds) : 1
  return {
    outcome,
    seconds: Math.max(1, (seconds - atSeconds) * factor),
    unseenSeconds: unseenSeconds * factor,
  }
}

/** What remains, by the server's estimate or in proportion to its progress. */
function remainingSeconds({
  ageSeconds,
  workedSeconds = ageSeconds,
  expectedSeconds,
  progress = 0,
}: JobSnapshot): number | undefined {
  const isTold = progress >= LEAST_PROGRESS && progress < 1
  const remaining = expectedSeconds ?? (isTold ? (workedSeconds * (1 - progress)) / progress : undefined)
  return remaining === undefined ? undefined : bucket(Math.max(1, remaining))
}

/** Near values share a distribution, since each costs a millisecond. */
function bucket(value: number): number {
  return Math.exp(Math.round(Math.log(value) / SAME) * SAME)
}
