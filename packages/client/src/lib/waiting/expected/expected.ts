import type { Clock, Ended, Memory, RunningJob, Sight } from './clocks.ts'
import { clocks, memory } from './clocks.ts'
import type { Guess } from './learn.ts'
import type { Plan } from './plan.ts'
import { likely } from './law.ts'
import { plan } from './plan.ts'

/** When to ask next, and why. */
export interface Advice {
  delaySeconds: number
  /** So much sooner or later is about as good: the room to keep jobs apart that were started together. */
  slackSeconds: number
  /** From when the duration was counted. */
  clock: Clock
  /** How many ended jobs of its kind the law was learned from. */
  learnedFrom: number
}

/** Says when to ask, from what is known of jobs of the same kind. Keeps no clock and makes no request. */
export interface ExpectedSchedule {
  /** When to ask next about a job, right after an answer. `sharedBy`: so many jobs pay for one request together. Default 1. */
  next(sight: Sight, sharedBy?: number): Advice
  /** Remembers a job that ended. One that took less than no time, by a clock that was set back, is forgotten. */
  add(kind: string, ended: Ended): void
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
const GOLDEN = 0.618034
/** Most plans kept for a kind, of about 20 kB each. */
const PLANS = 100

interface Kind {
  memory: Memory
  plans: Map<string, Plan>
  news: number
}

/** The `expected` schedule: ask when the answer is likely. */
export function expectedSchedule(options: ExpectedOptions = {}): ExpectedSchedule {
  const { guess = GUESS, requestCost = 1, floorSeconds = 1, history = {}, running = () => [] } = options
  const kinds = new Map<string, Kind>()
  let added = 0
  return {
    next(sight, sharedBy = 1) {
      const { memory, plans } = kept(kinds, sight.kind, () => read(sight.kind))
      const cost = requestCost / 2 ** Math.round(Math.log2(sharedBy))
      if (plans.size > PLANS) plans.clear()
      const offers = clocks(sight, memory).map(({ clock, ageSeconds, key, law }) => {
        const made = kept(plans, `${clock} ${key} ${cost}`, () =>
          plan(law(), { requestCost: cost, floorSeconds }),
        )
        return { clock, ...made.next(ageSeconds) }
      })
      const { costSeconds, ...best } = offers.reduce((a, b) => (b.costSeconds < a.costSeconds ? b : a))
      return { ...best, learnedFrom: memory.count }
    },
    add(name, ended) {
      if (!(ended.seconds >= 0 && ended.seconds < Infinity)) return
      const all = (history[name] ??= [])
      // Where a server tells the end, the law is not needed, nor learned before somebody asks for it.
      const isGuessed = ended.unseenSeconds && ended.outcome === 'finished'
      const place = () => placed(ended, kept(kinds, name, () => read(name)).memory, (added++ * GOLDEN) % 1)
      all.push(isGuessed ? place() : ended)
      all.splice(0, all.length - REMEMBERED)
      const kind = kinds.get(name)
      if (kind && ++kind.news > all.length * NEWS) kinds.delete(name)
    },
  }

  function read(name: string): Kind {
    return { memory: memory(history[name] ?? [], running(name), guess), plans: new Map(), news: 0 }
  }
}

/**
 * An end that was only noticed happened where the law so far makes it likely; the middle of the gap would blur what is sharp. But the
 * less has been seen the nearer to the middle, or a wrong guess would confirm itself. Jobs alike are asked about at the same ages: were
 * all ends of a gap put at one place, they would look like a duration that keeps coming back; so `share` walks through the gap.
 */
function placed(ended: Ended, { created, worked, count }: Memory, share: number): Ended {
  const { seconds, unseenSeconds, mediaSeconds, outcome, queuedSeconds } = ended
  if (!unseenSeconds || outcome !== 'finished') return ended
  const [start, law] = queuedSeconds === undefined ? [0, created] : [queuedSeconds, worked]
  const found = start + likely(law(mediaSeconds), seconds - unseenSeconds - start, seconds - start, share)
  const middle = seconds - unseenSeconds / 2
  return { ...ended, seconds: (found * count + middle * ENOUGH) / (count + ENOUGH), unseenSeconds: undefined }
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}
