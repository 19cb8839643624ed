import { delayed, type Law } from './law.ts'
import type { Guess, Learned, Observation } from './learn.ts'
import { learn } from './learn.ts'

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
  key: number
  law(): Law
}

/** What was learned from the jobs of one kind, on every clock. */
export interface Memory {
  count: number
  created: Learned
  worked: Learned
  /** The law of what remains when the server says that so much does; `young` jobs may still fail early. */
  hinted(expectedSeconds: number, young: boolean): Law
  queueSeen: boolean
  /** How long they were in the queue, on average. */
  queueSeconds: number
}

const LEAST_PROGRESS = 0.05
const YOUNG_SECONDS = 20
const RUNNING = 50
const SAME = 0.05

/**
 * Learns from the jobs of a kind that ended, and a few of those that run: the first to end are the short ones. Before any has ended,
 * that all run says little, and would make a wrong guess look right.
 */
export function memory(ended: readonly Ended[], running: readonly RunningJob[], guess: Guess): Memory {
  const known = ended.some((one) => one.outcome === 'finished')
  const sample = known ? running.filter((_, i) => i % Math.ceil(running.length / RUNNING) === 0) : []
  const created: Observation[] = [
    ...ended,
    ...sample.map(({ ageSeconds, mediaSeconds }) => ({
      seconds: ageSeconds,
      mediaSeconds,
      outcome: 'running' as const,
    })),
  ]
  const queues = ended.flatMap(({ queuedSeconds }) => (queuedSeconds === undefined ? [] : [queuedSeconds]))
  const worked = ended.flatMap((one) =>
    one.queuedSeconds === undefined ? [] : [{ ...one, seconds: one.seconds - one.queuedSeconds }],
  )
  const hinted = ended.flatMap((one) => (one.hint ? [{ ...one, ...one.hint }] : []))
  return {
    count: ended.length,
    created: learn(created, guess),
    worked: learn(worked, guess),
    hinted: (fixedSeconds, young) => {
      const seen = hinted
        .filter((one) => young || one.outcome !== 'failed')
        .map((one) => asHinted(one, fixedSeconds))
      return learn(seen, { fixedSeconds, perMediaSecond: 0, failures: young ? undefined : 0 })()
    },
    queueSeen: worked.length * 2 >= ended.length,
    queueSeconds: queues.reduce((sum, one) => sum + one, 0) / (queues.length || 1),
  }
}

/** What that job would have taken from the hint on, had it been given this hint and been as far off. */
function asHinted(one: Ended & { atSeconds: number; expectedSeconds: number }, hint: number): Observation {
  const factor = one.outcome === 'finished' ? hint / Math.max(1, one.expectedSeconds) : 1
  const { outcome, unseenSeconds = 0 } = one
  return {
    outcome,
    seconds: Math.max(1, (one.seconds - one.atSeconds) * factor),
    unseenSeconds: unseenSeconds * factor,
  }
}

/** Every way to look at a job that makes sense, the likeliest to be best first. */
export function clocks(sight: Sight, memory: Memory): Offer[] {
  const { ageSeconds, workedSeconds, queued } = sight
  const media = sight.mediaSeconds && bucket(sight.mediaSeconds)
  const remaining = hint(sight)
  const offer = (clock: Clock, age: number, key = 0, law: () => Law): Offer => ({
    clock,
    ageSeconds: age,
    key,
    law,
  })
  const byHistory =
    workedSeconds !== undefined && memory.queueSeen
      ? offer('worked', workedSeconds, media, () => memory.worked(media))
      : queued && memory.queueSeen && memory.count
        ? offer('queued', 0, media, () => delayed(memory.worked(media), memory.queueSeconds))
        : offer('created', ageSeconds, media, () => memory.created(media))
  if (!remaining) return [byHistory]
  const young = ageSeconds < YOUNG_SECONDS
  const byHint = offer('hint', 0, young ? remaining : -remaining, () => memory.hinted(remaining, young))
  // Before anything was seen there is no comparing: a server knows better than a guess made for any.
  return memory.count ? [byHint, byHistory] : [byHint]
}

/** What remains, by the server's estimate or in proportion to its progress. */
function hint({
  expectedSeconds,
  progress = 0,
  ageSeconds,
  workedSeconds = ageSeconds,
}: Sight): number | undefined {
  if (expectedSeconds !== undefined) return bucket(Math.max(1, expectedSeconds))
  return progress < LEAST_PROGRESS || progress >= 1
    ? undefined
    : bucket(Math.max(1, (workedSeconds * (1 - progress)) / progress))
}

/** Near values share a law, since every law costs a millisecond. */
function bucket(value: number): number {
  return Math.exp(Math.round(Math.log(value) / SAME) * SAME)
}
