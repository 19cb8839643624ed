import type { DurationPrior } from '../../duration-prior.ts'
import type { PastJob } from '../../history/past-job.ts'
import { learnDistribution } from './duration-distribution.ts'
import { delayed, type LogNormalMixture } from './log-normal-mixture.ts'
import type { Observation } from './observations.ts'

/** The state of a job in the last answer. Times are in seconds. */
export interface JobSnapshot {
  /** Jobs of one kind have similar durations, e.g. those of one engine. */
  kind: string
  /** Since it was created. */
  ageSeconds: number
  /** Length of its media, if known. */
  mediaSeconds?: number | undefined
  /** Whether it is in the queue. */
  queued?: boolean | undefined
  /** Since it left the queue, if known. */
  workedSeconds?: number | undefined
  /** The server's estimate of the remaining time. */
  expectedSeconds?: number | undefined
  /** From 0 to 1, if known. */
  progress?: number | undefined
}

/** A running job that a client waits for. */
export interface RunningJob {
  ageSeconds: number
  mediaSeconds?: number | undefined
}

/**
 * The instant from which a duration is counted: its creation (`created`), the end of its time in
 * the queue (`worked`), or now, for a `queued` job or by the server's estimate or progress
 * (`hint`).
 */
export type TimeOrigin = 'created' | 'worked' | 'queued' | 'hint'

/** A job's age from one time origin, and the distribution of its duration from there. */
export interface Timeline {
  origin: TimeOrigin
  ageSeconds: number
  /** Equal for equal distributions. */
  key?: number | undefined
  distribution(): LogNormalMixture
}

/** The useful timelines of a job, the one that is probably best first. */
export type Timelines = (job: JobSnapshot) => Timeline[]

const LEAST_PROGRESS = 0.05
const YOUNG_SECONDS = 20
const RUNNING_LIMIT = 50
const BUCKET_WIDTH = 0.05

/**
 * Learns from the ended jobs of a kind and from a sample of the running ones, since the first to
 * end are the short ones. Running jobs count only once a job has finished: before that they would
 * make a wrong prior look right.
 */
export function createTimelines(
  ended: readonly PastJob[],
  running: readonly RunningJob[],
  prior: DurationPrior,
): Timelines {
  const isKnown = ended.some((one) => one.outcome === 'finished')
  const some = running.filter((_, i) => isKnown && i % Math.ceil(running.length / RUNNING_LIMIT) === 0)
  const created = learnDistribution([...ended, ...some.map(asRunning)], prior)
  const queues = ended.flatMap(({ queuedSeconds }) => queuedSeconds ?? [])
  const worked = learnDistribution(
    ended.flatMap((one) =>
      one.queuedSeconds === undefined ? [] : { ...one, seconds: one.seconds - one.queuedSeconds },
    ),
    prior,
  )
  const isQueueSeen = queues.length * 2 >= ended.length
  const byHistory = ({ ageSeconds, mediaSeconds, workedSeconds, queued }: JobSnapshot): Timeline => {
    const media = mediaSeconds && bucket(mediaSeconds)
    if (isQueueSeen && workedSeconds !== undefined)
      return { origin: 'worked', ageSeconds: workedSeconds, key: media, distribution: () => worked(media) }
    if (!isQueueSeen || !queued || !ended.length)
      return { origin: 'created', ageSeconds, key: media, distribution: () => created(media) }
    const mean = queues.reduce((sum, one) => sum + one, 0) / queues.length
    return { origin: 'queued', ageSeconds: 0, key: media, distribution: () => delayed(worked(media), mean) }
  }
  // The server's estimate is the prior of the remaining time. Young jobs may still fail early.
  const byHintOf = (fixedSeconds: number, isYoung: boolean): Timeline => {
    const distribution = (): LogNormalMixture => {
      const seen = ended.flatMap((one) =>
        one.hint && (isYoung || one.outcome !== 'failed') ? asHinted(one, one.hint, fixedSeconds) : [],
      )
      return learnDistribution(seen, { fixedSeconds, perMediaSecond: 0, failures: isYoung ? undefined : 0 })()
    }
    return { origin: 'hint', ageSeconds: 0, key: isYoung ? fixedSeconds : -fixedSeconds, distribution }
  }
  return (job) => {
    const remaining = remainingSeconds(job)
    if (!remaining) return [byHistory(job)]
    const byHint = byHintOf(remaining, job.ageSeconds < YOUNG_SECONDS)
    // Before any job has ended, the two cannot be compared. The server's estimate beats the prior.
    return ended.length ? [byHint, byHistory(job)] : [byHint]
  }
}

function asRunning({ ageSeconds, mediaSeconds }: RunningJob): Observation {
  return { seconds: ageSeconds, mediaSeconds, outcome: 'running' }
}

/** The remaining time of a past job from its hint on, scaled as if it had had this hint. */
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

/** The remaining time by the server's estimate, or in proportion to the progress. */
function remainingSeconds({
  ageSeconds,
  workedSeconds = ageSeconds,
  expectedSeconds,
  progress = 0,
}: JobSnapshot): number | undefined {
  const hasProgress = progress >= LEAST_PROGRESS && progress < 1
  const remaining = expectedSeconds ?? (hasProgress ? (workedSeconds * (1 - progress)) / progress : undefined)
  return remaining === undefined ? undefined : bucket(Math.max(1, remaining))
}

/** Similar values share a distribution, since each takes a millisecond to compute. */
function bucket(value: number): number {
  return Math.exp(Math.round(Math.log(value) / BUCKET_WIDTH) * BUCKET_WIDTH)
}
