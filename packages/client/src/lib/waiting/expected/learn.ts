import { empirical } from './empirical.ts'
import { candidates, foretold, rivals, scatter, type Span } from './jury.ts'
import type { Law, Part } from './law.ts'
import { below, scaled } from './law.ts'

/** One job that has ended, or one that still runs. */
export interface Observation {
  /** How long it took or, while it runs, its age. In seconds. */
  seconds: number
  /** Where the end was only noticed: it may have been so much earlier. */
  unseenSeconds?: number | undefined
  /** Length of its media in seconds, where known. */
  mediaSeconds?: number | undefined
  /** `finished` with a result; `failed` without; `running` still; `abandoned`: it still ran when last heard of. */
  outcome: 'finished' | 'failed' | 'running' | 'abandoned'
}

/** What to expect before anything was seen. */
export interface Guess {
  /** Seconds that any job takes. */
  fixedSeconds: number
  /** Seconds that every second of media adds. Where the length is not known, 300 seconds are assumed. */
  perMediaSecond: number
  /** Probability that this is about right rather than of another order. Default 0.8. */
  trust?: number | undefined
  /** Share of jobs that fail within seconds, in a kind of which some do. Default 0.06. */
  failures?: number | undefined
}

/** Gives the law of a job's duration, for a media length where that is known. */
export type Learned = (mediaSeconds?: number) => Law

const TYPICAL_MEDIA_SECONDS = 300
const TRUST = 0.8
/** A job takes a multiple of its media's length and this many seconds. */
const OFFSETS = [0, 10, 25, 60, 150, 400, 1000]
const NEGLIGIBLE = 3e-4
/** Parts are alike where their standard deviations are within a half, and their means within a half of those. */
const ALIKE = 2
/** Jurors with less credit than the best by this much, as a logarithm, have no say. */
const FAINT = 9
/** What was really seen counts from so many on. */
const ENOUGH = 5
const BLURRED = 0.005
/** In so many kinds some jobs fail, and of those such a share: known as well as if so many had been seen. */
const FAILING = { kinds: 0.7, share: 0.06, worth: 40 }
/** Failures that come at once: a source that cannot be fetched, media without sound. */
const EARLY: Law = [7, 11, 16, 22, 28, 34, 40].map((seconds) => [1 / 7, Math.log(seconds), 0.1])
const NEVER: Part = [1, 99, 1]

/** The law of the next job of a kind, from what was seen of that kind and a guess for where little was seen. */
export function learn(observations: readonly Observation[], guess: Guess): Learned {
  const of = (outcome: string) => observations.filter((one) => one.outcome === outcome)
  const failed = of('failed')
  const ended = failed.length + of('finished').length + of('abandoned').length
  const error = failing(failed.length, ended, guess.failures)
  // Far sooner or later than anything foretold, and never: protection that costs a request or two.
  const soon = 6 / (12 + ended) ** 2
  const late = 0.4 / (30 + ended)
  const early = failures(failed)
  const lasting = observations.filter((one) => one.outcome !== 'failed')
  const anyMedia = once(() => success(lasting, guess, [() => guessed(guess, TYPICAL_MEDIA_SECONDS)]))
  const byMedia = once(() => {
    const known = lasting.filter((one) => one.mediaSeconds)
    return success(known, guess, growing(known, guess))
  })
  const lasts: Learned = (mediaSeconds) => (mediaSeconds ? byMedia : anyMedia)()(mediaSeconds)
  // The older one was when it was given up, the likelier it never ends.
  const endless = once(() =>
    of('abandoned').reduce((sum, one) => sum + below(lasts(one.mediaSeconds), log(one.seconds)), 0),
  )
  return (mediaSeconds) => {
    const main = lasts(mediaSeconds)
    const never = (0.2 + endless()) / (40 + ended)
    const middle = main.reduce((sum, [weight, mean]) => sum + weight * mean, 0)
    return [
      ...scaled(main, 1 - error - soon - late - never),
      ...scaled(early, error),
      [soon, middle - 1.2, 0.7],
      [late, middle + 2.5, 1.5],
      ...scaled([NEVER], never),
    ]
  }
}

/**
 * The share of jobs that fail within seconds. In some kinds none ever does, which is the likelier the more have ended and not failed: then
 * a look for it is not worth its price.
 */
function failing(failed: number, ended: number, usual = FAILING.share): number {
  const imagined = usual * FAILING.worth
  const lasting = FAILING.worth - imagined
  // As likely as it was that none of these fails, in a kind of which some do.
  const clean = (lasting / (lasting + ended)) ** imagined
  const { kinds } = FAILING
  const some = failed ? 1 : (kinds * clean) / (kinds * clean + 1 - kinds)
  return (some * (imagined + failed)) / (FAILING.worth + ended)
}

/** What was seen of them, unless it may as well have been the usual: then it tells nothing new about when to ask. */
function failures(failed: readonly Observation[]): Law {
  const news = failed.filter(
    ({ seconds, unseenSeconds = 0 }) => usual(seconds) - usual(seconds - unseenSeconds) < 0.5,
  )
  const count = 5 + failed.length
  return [
    ...scaled(EARLY, 1 - news.length / count),
    ...news.map(({ seconds, unseenSeconds = 0 }): Part => [1 / count, log(seconds - unseenSeconds / 2), 0.1]),
  ]
}

function usual(seconds: number): number {
  return below(EARLY, log(seconds))
}

/** How a duration may depend on the length of the media. */
type Base = (mediaSeconds?: number) => number

function guessed({ fixedSeconds, perMediaSecond }: Guess, mediaSeconds: number): number {
  return fixedSeconds + perMediaSecond * mediaSeconds
}

/** As guessed, not at all, or as a multiple of (length + offset); all agree with the guess at the usual length. */
function growing(observations: readonly Observation[], guess: Guess): Base[] {
  const logs = observations.map(({ mediaSeconds = 1 }) => Math.log(mediaSeconds))
  const usual = logs.length ? Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length) : TYPICAL_MEDIA_SECONDS
  const level = guessed(guess, usual)
  return [
    (media = usual) => guessed(guess, media),
    () => level,
    ...OFFSETS.map(
      (offset): Base =>
        (media = usual) =>
          (level * (media + offset)) / (usual + offset),
    ),
  ]
}

/** Every base has a jury; the one whose jury foretells best also gets the law of what was really seen. */
function success(observations: readonly Observation[], guess: Guess, bases: Base[]): Learned {
  const { trust = TRUST } = guess
  const called = telling(observations, bases, trust).flatMap(({ base, spans, prior }) =>
    candidates(spans, trust, prior).map((candidate) => ({ ...candidate, base, spans })),
  )
  const { base: lead, spans, credit: most } = called.reduce((a, b) => (b.credit > a.credit ? b : a))
  const laws = called
    .filter(({ credit }) => credit > most - FAINT)
    .map(({ base, closer }) => ({
      base,
      law: closer().flatMap((one) => scaled(one.law, Math.exp(one.credit - most))),
    }))
  const formulas = condensed(laws.flatMap(({ base, law }) => (base === lead ? law : [])))
  const seen =
    observations.filter(({ outcome }) => outcome === 'finished').length < ENOUGH
      ? undefined
      : empirical(spans, formulas)
  const share = seen ? 1 / (1 + Math.exp(foretold(spans, formulas) - seen.credit)) : 0
  const longer = (law: Law, weight: number, base: Base, media?: number) =>
    scaled(law, weight, Math.log(base(media)))
  return (media) =>
    condensed([
      ...scaled(condensed(laws.flatMap(({ base, law }) => longer(law, 1, base, media))), 1 - share),
      ...longer(seen?.law ?? [], share, lead, media),
    ])
}

/** A base with what was seen relative to it, and the logarithm of its prior. */
interface Based {
  base: Base
  spans: Span[]
  prior: number
}

/** Of a guess that is right, half the time even the form is. Bases by which durations scatter far more than by another are left out. */
function telling(observations: readonly Observation[], bases: readonly Base[], trust: number): Based[] {
  const [own, other] = bases.length > 1 ? [trust / 2, (1 - trust / 2) / (bases.length - 1)] : [1, 0]
  const all = bases.map((base, i) => {
    const spans = observations.map((one) => spanOf(one, base))
    return { base, spans, prior: Math.log(i ? other : own), seen: scatter(spans) }
  })
  const tightest = all.reduce((a, b) => (b.seen.most < a.seen.most ? b : a))
  return all.filter(({ seen }) => rivals(seen, tightest.seen))
}

/** How long it took, relative to what its base says. Nobody's clock is better than a hundredth. */
function spanOf({ seconds, unseenSeconds = 0, mediaSeconds, outcome }: Observation, base: Base): Span {
  const at = (time: number): number => log(time) - Math.log(base(mediaSeconds))
  return outcome === 'finished'
    ? [at(seconds - unseenSeconds) - BLURRED, at(seconds) + BLURRED]
    : [at(seconds), Infinity]
}

/** Of any reading of a clock. */
function log(seconds: number): number {
  return Math.log(Math.max(seconds, 0.1))
}

/** In fewer parts: those that are much alike become one of the same mean and variance, and those that hardly count are left out. */
function condensed(law: Law): Part[] {
  const total = law.reduce((sum, [weight]) => sum + weight, 0)
  const groups = new Map<string, [number, number, number]>()
  for (const [weight, mean, sd] of law) {
    const size = Math.round(ALIKE * Math.log(sd))
    const key = `${size} ${Math.round((ALIKE * mean) / Math.exp(size / ALIKE))}`
    const [weights, means, squares] = groups.get(key) ?? [0, 0, 0]
    groups.set(key, [weights + weight, means + weight * mean, squares + weight * (sd ** 2 + mean ** 2)])
  }
  const kept = [...groups.values()].filter(([weight]) => weight > total * NEGLIGIBLE)
  const rest = kept.reduce((sum, [weight]) => sum + weight, 0)
  return kept.map(([weight, means, squares]) => {
    const mean = means / weight
    return [weight / rest, mean, Math.sqrt(squares / weight - mean ** 2)]
  })
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
