import { type Clock, clocks, type Clocks, type Ended, type RunningJob, type Sight } from './clocks.ts'
import type { Guess } from './observation.ts'
import { type Plan, plan } from './plan.ts'

/** When to ask next, and why. */
export interface Advice {
  delaySeconds: number
  /** So much sooner or later is about as good: the room to keep jobs apart that were started together. */
  slackSeconds: number
  /** What all requests and delays from now on are expected to cost. */
  costSeconds: number
  /** From when the duration was counted. */
  clock: Clock
  /** How many ended jobs of its kind the law was learned from. */
  learnedFrom: number
}

/** Says when to ask, from what is known of jobs of the same kind. Keeps no clock and makes no request. */
export interface ExpectedSchedule {
  /** When to ask next about a job, right after an answer. `sharedBy`: so many jobs pay for one request together. Default 1. */
  next(sight: Sight, sharedBy?: number): Advice
  /**
   * Remembers a job that ended, and whether it did. One that took less than no time, by a clock that was set back, is
   * forgotten; so is one that was abandoned younger than any that finished.
   */
  add(kind: string, ended: Ended): boolean
}

export interface ExpectedOptions {
  /** How long a job takes as far as anyone knows. Default: 2 minutes and 2 seconds for every second of media, with little trust. */
  guess?: Guess | undefined
  /** Seconds of delay that one request is worth. Default 1. */
  requestCost?: number | undefined
  /** Least seconds between two requests. Default 1. */
  floorSeconds?: number | undefined
  /** What was remembered before, by kind. Appended to in place. */
  history?: Record<string, Ended[]> | undefined
  /** The jobs of a kind that are being waited for, by age: without them the first to end would make all look short. */
  running?: ((kind: string) => readonly RunningJob[]) | undefined
}

const GUESS: Guess = { fixedSeconds: 120, perMediaSecond: 2, trust: 0.3 }
const REMEMBERED = 200
/** A law is learned anew when so many more have ended. */
const NEWS = 0.05
const ENOUGH = 10
/** Most plans kept for a kind, of about 40 kB each. */
const PLANS = 100

interface Kind {
  clocks: Clocks
  learnedFrom: number
  plans: Map<string, Plan>
  news: number
}

/** The `expected` schedule: ask when the answer is likely. */
export function expectedSchedule(options: ExpectedOptions = {}): ExpectedSchedule {
  const { guess = GUESS, requestCost = 1, floorSeconds = 1, history = {}, running } = options
  const kinds = new Map<string, Kind>()
  return {
    next(sight, sharedBy = 1) {
      const { clocks, learnedFrom, plans } = kept(kinds, sight.kind, () => learned(sight.kind))
      const price = { floorSeconds, requestCost: requestCost / 2 ** Math.round(Math.log2(sharedBy)) }
      for (const oldest of plans.keys()) if (plans.size > PLANS) plans.delete(oldest)
      const offers = clocks(sight).map(({ clock, ageSeconds, key, law }) => {
        const made = kept(plans, `${clock} ${key} ${price.requestCost}`, () => plan(law(), price))
        return { clock, learnedFrom, ...made.next(ageSeconds) }
      })
      return offers.reduce((a, b) => (b.costSeconds < a.costSeconds ? b : a))
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
      clocks: clocks(ended, running?.(name) ?? [], guess),
      learnedFrom: ended.length,
      plans: new Map(),
      news: 0,
    }
  }
}

/** Very many may be given up young; they must not crowd out what is known. */
function tellsNothing({ outcome, seconds }: Ended, all: readonly Ended[]): boolean {
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
