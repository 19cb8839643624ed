import { delayed, type Law } from './law.ts'
import { learn } from './learn.ts'
import type { Guess, Observation } from './observation.ts'

/** What the last answer told of a job. Times are in seconds. */
export interface Sight {
  /** Jobs of one kind are expected to take alike: the engine, say. */
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

/** What is remembered of a job that ended: plain data, to be kept wherever one likes. */
export interface Ended {
  /** Whose it is: what is remembered again under the same takes the place of what was before. */
  id?: string | undefined
  /** Since it was created: as the server tells, or when it was noticed. */
  seconds: number
  /** Since the request before, where it was noticed: it may have ended so much earlier. */
  unseenSeconds?: number | undefined
  /** `abandoned`: it still ran, and nobody waited for it any longer. */
  outcome: 'finished' | 'failed' | 'abandoned'
  mediaSeconds?: number | undefined
  /** How long it was in the queue, where seen. */
  queuedSeconds?: number | undefined
  /** The first estimate that the server made, and the job's age then. */
  hint?: { atSeconds: number; expectedSeconds: number } | undefined
}

/** A job that is being waited for. */
export interface RunningJob {
  ageSeconds: number
  mediaSeconds?: number | undefined
}

/**
 * From when a duration is counted: since it was `created`; since it left the queue (`worked`); or from now on: while it is
 * `queued`, or by the `hint` of the server, its estimate or its progress.
 */
export type Clock = 'created' | 'worked' | 'queued' | 'hint'

/** One way to look at a job: its age on a clock, and the law of its duration on that clock. */
export interface Offer {
  clock: Clock
  ageSeconds: number
  /** Equal where the law is equal. */
  key?: number | undefined
  law(): Law
}

/** Every way to look at a job that makes sense, the likeliest to be best first. */
export type Clocks = (sight: Sight) => Offer[]

const LEAST_PROGRESS = 0.05
const YOUNG_SECONDS = 20
const RUNNING = 50
const SAME = 0.05

/**
 * Learns from the jobs of a kind that ended, and a few of those that run: the first to end are the short ones. Before any has ended,
 * that all run says little, and would make a wrong guess look right.
 */
export function clocks(ended: readonly Ended[], running: readonly RunningJob[], guess: Guess): Clocks {
  const isKnown = ended.some((one) => one.outcome === 'finished')
  const some = running.filter((_, i) => isKnown && i % Math.ceil(running.length / RUNNING) === 0)
  const created = learn([...ended, ...some.map(asRunning)], guess)
  const queues = ended.flatMap(({ queuedSeconds }) => queuedSeconds ?? [])
  const worked = learn(
    ended.flatMap((one) =>
      one.queuedSeconds === undefined ? [] : { ...one, seconds: one.seconds - one.queuedSeconds },
    ),
    guess,
  )
  const isQueueSeen = queues.length * 2 >= ended.length
  return (sight) => {
    const remaining = hint(sight)
    if (!remaining) return [byHistory(sight)]
    const byHint = hinted(remaining, sight.ageSeconds < YOUNG_SECONDS)
    // Before anything was seen there is no comparing: a server knows better than a guess made for any.
    return ended.length ? [byHint, byHistory(sight)] : [byHint]
  }

  function byHistory({ ageSeconds, mediaSeconds, workedSeconds, queued }: Sight): Offer {
    const media = mediaSeconds && bucket(mediaSeconds)
    if (isQueueSeen && workedSeconds !== undefined)
      return { clock: 'worked', ageSeconds: workedSeconds, key: media, law: () => worked(media) }
    if (!isQueueSeen || !queued || !ended.length)
      return { clock: 'created', ageSeconds, key: media, law: () => created(media) }
    const mean = queues.reduce((sum, one) => sum + one, 0) / queues.length
    return { clock: 'queued', ageSeconds: 0, key: media, law: () => delayed(worked(media), mean) }
  }

  /** What remains when the server says that so much does; young jobs may still fail early. */
  function hinted(fixedSeconds: number, isYoung: boolean): Offer {
    const law = (): Law => {
      const seen = ended.flatMap((one) =>
        one.hint && (isYoung || one.outcome !== 'failed') ? asHinted(one, one.hint, fixedSeconds) : [],
      )
      return learn(seen, { fixedSeconds, perMediaSecond: 0, failures: isYoung ? undefined : 0 })()
    }
    return { clock: 'hint', ageSeconds: 0, key: isYoung ? fixedSeconds : -fixedSeconds, law }
  }
}

function asRunning({ ageSeconds, mediaSeconds }: RunningJob): Observation {
  return { seconds: ageSeconds, mediaSeconds, outcome: 'running' }
}

/** What that job would have taken from the hint on, had it been given this hint and been as far off. */
function asHinted(
  { outcome, seconds, unseenSeconds = 0 }: Ended,
  { atSeconds, expectedSeconds }: NonNullable<Ended['hint']>,
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
function hint({
  ageSeconds,
  workedSeconds = ageSeconds,
  expectedSeconds,
  progress = 0,
}: Sight): number | undefined {
  const isTold = progress >= LEAST_PROGRESS && progress < 1
  const remaining = expectedSeconds ?? (isTold ? (workedSeconds * (1 - progress)) / progress : undefined)
  return remaining === undefined ? undefined : bucket(Math.max(1, remaining))
}

/** Near values share a law, since every law costs a millisecond. */
function bucket(value: number): number {
  return Math.exp(Math.round(Math.log(value) / SAME) * SAME)
}
