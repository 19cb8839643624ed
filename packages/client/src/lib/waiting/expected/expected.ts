import type { DurationPrior } from '../../duration-prior.ts'
import type { PastJob } from '../../history/past-job.ts'
import { type Plan, plan } from './plan.ts'
import {
  createTimelines,
  type JobSnapshot,
  type RunningJob,
  type TimeOrigin,
  type Timelines,
} from './time-origins.ts'

/** The time of the next request, and the reason for it. */
export interface Advice {
  delaySeconds: number
  /** A delay that differs by this much is about as good, so jobs can be spread. */
  slackSeconds: number
  /** The expected cost of all requests and delays from now on. */
  costSeconds: number
  /** The instant from which the duration is counted. */
  origin: TimeOrigin
  /** The number of ended jobs of this kind that the distribution was learned from. */
  learnedFrom: number
}

/**
 * Schedules requests by the durations of jobs of the same kind. It has no clock and does no I/O.
 */
export interface ExpectedSchedule {
  /**
   * Schedules the next request about a job, right after an answer. `sharedBy` is the number of jobs
   * that share the cost of a request. Default 1.
   */
  next(job: JobSnapshot, sharedBy?: number): Advice
  /**
   * Learns from a job that ended. Returns false if it says nothing: its duration is negative, since
   * a clock was set back, or it was abandoned sooner than any job finished.
   */
  add(kind: string, ended: PastJob): boolean
}

export interface ExpectedOptions {
  /**
   * The duration to expect without any ended job. Default: 2 minutes, and 2 seconds for every
   * second of media, with little trust.
   */
  prior?: DurationPrior | undefined
  /** Seconds of delay that one request is worth. Default 1. */
  requestCost?: number | undefined
  /** The minimum of seconds between two requests. Default 1. */
  floorSeconds?: number | undefined
  /** Past jobs by kind. New ones are appended in place. */
  history?: Record<string, PastJob[]> | undefined
  /**
   * The running jobs of a kind. Without them, the first jobs to end would make all jobs look short.
   */
  running?: ((kind: string) => readonly RunningJob[]) | undefined
}

const PRIOR: DurationPrior = { fixedSeconds: 120, perMediaSecond: 2, trust: 0.3 }
const KEPT_LIMIT = 200
/** A distribution is learned again once this share of new jobs has ended. */
const NEW_SHARE = 0.05
const ENOUGH = 10
/** The limit of cached plans for a kind, of about 40 kB each. */
const PLANS_LIMIT = 100

interface Kind {
  timelines: Timelines
  learnedFrom: number
  plans: Map<string, Plan>
  news: number
}

/** The `expected` schedule polls when the end is likely. */
export function expectedSchedule(options: ExpectedOptions = {}): ExpectedSchedule {
  const { prior = PRIOR, requestCost = 1, floorSeconds = 1, history = {}, running } = options
  const kinds = new Map<string, Kind>()
  const learn = (name: string): Kind => {
    const ended = history[name] ?? []
    const timelines = createTimelines(ended, running?.(name) ?? [], prior)
    return { timelines, learnedFrom: ended.length, plans: new Map(), news: 0 }
  }
  return {
    next(job, sharedBy = 1) {
      const { timelines, learnedFrom, plans } = kept(kinds, job.kind, () => learn(job.kind))
      const price = { floorSeconds, requestCost: requestCost / 2 ** Math.round(Math.log2(sharedBy)) }
      for (const oldest of plans.keys()) if (plans.size > PLANS_LIMIT) plans.delete(oldest)
      const advices = timelines(job).map(({ origin, ageSeconds, key, distribution }) => {
        const made = kept(plans, `${origin} ${key} ${price.requestCost}`, () => plan(distribution(), price))
        return { origin, learnedFrom, ...made.next(ageSeconds) }
      })
      return advices.reduce((a, b) => (b.costSeconds < a.costSeconds ? b : a))
    },
    add(name, ended) {
      const all = (history[name] ??= [])
      if (!(ended.seconds >= 0 && ended.seconds < Infinity) || tellsNothing(ended, all)) return false
      const before = all.findIndex(({ id }) => id !== undefined && id === ended.id)
      if (before >= 0) all.splice(before, 1)
      all.push(ended)
      if (all.length > KEPT_LIMIT) all.shift()
      const kind = kinds.get(name)
      if (kind && ++kind.news > all.length * NEW_SHARE) kinds.delete(name)
      return true
    },
  }
}

/** Jobs that were abandoned young must not crowd out the ones that say something. */
function tellsNothing({ outcome, seconds }: PastJob, all: readonly PastJob[]): boolean {
  return (
    outcome === 'abandoned' &&
    all.length >= ENOUGH &&
    !all.some((one) => one.outcome === 'finished' && one.seconds < seconds)
  )
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}
