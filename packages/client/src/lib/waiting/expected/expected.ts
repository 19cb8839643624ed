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

/** When to ask next, and why. */
export interface Advice {
  delaySeconds: number
  /** This much sooner or later is about as good: room to spread jobs that were started together. */
  slackSeconds: number
  /** What all requests and delays from now on are expected to cost. */
  costSeconds: number
  /** From when the duration was counted. */
  origin: TimeOrigin
  /** How many ended jobs of its kind the distribution was learned from. */
  learnedFrom: number
}

/**
 * Says when to ask, from what is known of jobs of the same kind. Keeps no clock and makes no
 * request.
 */
export interface ExpectedSchedule {
  /**
   * When to ask next about a job, right after an answer. `sharedBy`: how many jobs pay for one
   * request. Default 1.
   */
  next(job: JobSnapshot, sharedBy?: number): Advice
  /**
   * Remembers a job that ended; false where it tells nothing: its duration is negative, by a clock
   * that was set back, or it was abandoned younger than any that finished.
   */
  add(kind: string, ended: PastJob): boolean
}

export interface ExpectedOptions {
  /**
   * How long a job takes as far as anyone knows. Default: 2 minutes and 2 seconds for every second
   * of media, with little trust.
   */
  prior?: DurationPrior | undefined
  /** Seconds of delay that one request is worth. Default 1. */
  requestCost?: number | undefined
  /** Least seconds between two requests. Default 1. */
  floorSeconds?: number | undefined
  /** What was remembered before, by kind. Appended to in place. */
  history?: Record<string, PastJob[]> | undefined
  /**
   * The jobs of a kind that are being waited for: without them the first to end would make all look
   * short.
   */
  running?: ((kind: string) => readonly RunningJob[]) | undefined
}

const PRIOR: DurationPrior = { fixedSeconds: 120, perMediaSecond: 2, trust: 0.3 }
const REMEMBERED = 200
/** A distribution is learned anew when this share more have ended. */
const NEWS = 0.05
const ENOUGH = 10
/** Most plans kept for a kind, of about 40 kB each. */
const PLANS = 100

interface Kind {
  timelines: Timelines
  learnedFrom: number
  plans: Map<string, Plan>
  news: number
}

/** The `expected` schedule: ask when the answer is likely. */
export function expectedSchedule(options: ExpectedOptions = {}): ExpectedSchedule {
  const { prior = PRIOR, requestCost = 1, floorSeconds = 1, history = {}, running } = options
  const kinds = new Map<string, Kind>()
  return {
    next(job, sharedBy = 1) {
      const { timelines, learnedFrom, plans } = kept(kinds, job.kind, () => learned(job.kind))
      const price = { floorSeconds, requestCost: requestCost / 2 ** Math.round(Math.log2(sharedBy)) }
      for (const oldest of plans.keys()) if (plans.size > PLANS) plans.delete(oldest)
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
      if (all.length > REMEMBERED) all.shift()
      const kind = kinds.get(name)
      if (kind && ++kind.news > all.length * NEWS) kinds.delete(name)
      return true
    },
  }

  function learned(name: string): Kind {
    const ended = history[name] ?? []
    return {
      timelines: createTimelines(ended, running?.(name) ?? [], prior),
      learnedFrom: ended.length,
      plans: new Map(),
      news: 0,
    }
  }
}

/** Very many jobs may be given up young; they must not crowd out what is known. */
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
