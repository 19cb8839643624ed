import { empirical } from './empirical.ts'
import type { Juror, Seen, Span } from './jury.ts'
import { jury } from './jury.ts'
import type { Law, Part } from './law.ts'
import { around, at, scaled } from './law.ts'

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
  /** Probability that this is about right rather than of another order. Default 0.9. */
  trust?: number | undefined
  /** Share of jobs that fail within seconds. Default 0.05. */
  failures?: number | undefined
}

/** Gives the law of a job's duration, for a media length where that is known. */
export type Learned = (mediaSeconds?: number) => Law

const TYPICAL_MEDIA_SECONDS = 300
const TRUST = 0.9
/** A job takes a multiple of its media's length and this many seconds. */
const OFFSETS = [0, 10, 25, 60, 150, 400, 1000]
const NEGLIGIBLE = 1e-3
/** Failures that come at once: a source that cannot be fetched, media without sound. */
const EARLY: Part[] = [7, 11, 16, 22, 28, 34, 40].map((seconds) => ({
  weight: 1 / 7,
  mean: Math.log(seconds),
  sd: 0.1,
}))
const NEVER: Part = { weight: 1, mean: 99, sd: 1 }

/** The law of the next job of a kind, from what was seen of that kind and a guess for where little was seen. */
export function learn(observations: readonly Observation[], guess: Guess): Learned {
  const of = (outcome: string) => observations.filter((one) => one.outcome === outcome)
  const failed = of('failed')
  const ended = failed.length + of('finished').length + of('abandoned').length
  // Where none has failed yet, it is ever more likely that in this kind none does: then a look for it is not worth its price.
  const none = failed.length ? 1 : 120 / (140 + ended)
  const error = (none * ((guess.failures ?? 0.05) * 20 + failed.length)) / (20 + ended)
  // Far sooner or later than anything foretold, and never: protection that costs a request or two.
  const soon = 10 / (30 + ended) ** 2
  const late = 0.4 / (30 + ended)
  const early = failures(failed)
  const lasting = observations.filter((one) => one.outcome !== 'failed')
  const anyMedia = once(() => success(lasting, guess, [fixed(guess)]))
  const byMedia = once(() =>
    success(
      lasting.filter((one) => one.mediaSeconds),
      guess,
      growing(lasting, guess),
    ),
  )
  const lasts: Learned = (mediaSeconds) => (mediaSeconds ? byMedia : anyMedia)()(mediaSeconds)
  // The older one was when it was given up, the likelier it never ends.
  const endless = once(() =>
    of('abandoned').reduce((sum, one) => sum + at(lasts(one.mediaSeconds), log(one.seconds)).below, 0),
  )
  return (mediaSeconds) => {
    const main = lasts(mediaSeconds)
    const never = (0.2 + endless()) / (40 + ended)
    const middle = main.reduce((sum, part) => sum + part.weight * part.mean, 0)
    return [
      ...scaled(main, 1 - error - soon - late - never),
      ...scaled(early, error),
      { weight: soon, mean: middle - 1.2, sd: 0.7 },
      { weight: late, mean: middle + 2.5, sd: 1.5 },
      ...scaled([NEVER], never),
    ]
  }
}

/** What was seen of them, unless it may as well have been the usual: then it tells nothing new about when to ask. */
function failures(failed: readonly Observation[]): Law {
  const news = failed.filter(
    ({ seconds, unseenSeconds = 0 }) => usual(seconds) - usual(seconds - unseenSeconds) < 0.5,
  )
  const logs = news.map(({ seconds, unseenSeconds = 0 }) => log(seconds - unseenSeconds / 2))
  return around(logs, 0.1, EARLY, 5 + failed.length - news.length)
}

function usual(seconds: number): number {
  return at(EARLY, log(seconds)).below
}

/** How a duration may depend on the length of the media. */
type Base = (mediaSeconds?: number) => number

function fixed({ fixedSeconds, perMediaSecond }: Guess): Base {
  return () => fixedSeconds + perMediaSecond * TYPICAL_MEDIA_SECONDS
}

/** As guessed, not at all, or as a multiple of (length + offset); all agree with the guess at the usual length. */
function growing(observations: readonly Observation[], guess: Guess): Base[] {
  const logs = observations.flatMap((one) => (one.mediaSeconds ? [Math.log(one.mediaSeconds)] : []))
  const usual = logs.length ? Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length) : TYPICAL_MEDIA_SECONDS
  const guessed: Base = (media = usual) => guess.fixedSeconds + guess.perMediaSecond * media
  const level = guessed(usual)
  return [
    guessed,
    () => level,
    ...OFFSETS.map(
      (offset): Base =>
        (media = usual) =>
          (level * (media + offset)) / (usual + offset),
    ),
  ]
}

/** Every base has a jury; the base with the most credit also gets the law of what was really seen. */
function success(observations: readonly Observation[], guess: Guess, bases: Base[]): Learned {
  const seen = bases.map((base) => relative(observations, base))
  const credits = seen.map((one) => jury(one, guess.trust ?? TRUST))
  const top = Math.max(...credits.flat().map((juror) => juror.credit))
  const laws = credits.map((jurors) => mixed(jurors, top))
  const weights = laws.map(total)
  const sum = weights.reduce((a, b) => a + b)
  const lead = weights.indexOf(Math.max(...weights))
  const expected = scaled(laws[lead] as Law, 1 / (weights[lead] as number))
  const { formula, best } = empirical(seen[lead] as Seen, expected)
  const share = best ? 1 / (1 + Math.exp(formula - best.credit)) : 0
  return (media) => {
    const formulas = laws.flatMap((law, i) =>
      scaled(law, (1 - share) / sum, Math.log((bases[i] as Base)(media))),
    )
    const own = scaled(best?.parts ?? [], share, Math.log((bases[lead] as Base)(media)))
    return pruned([...formulas, ...own])
  }
}

function relative(observations: readonly Observation[], base: Base): Seen {
  const of = (outcome: string) => observations.filter((one) => one.outcome === outcome)
  const span = ({ seconds, unseenSeconds = 0, mediaSeconds }: Observation): Span => {
    const by = Math.log(base(mediaSeconds))
    const at = (earlier: number) => log(seconds - earlier) - by
    return { from: at(unseenSeconds), to: at(0), middle: at(unseenSeconds / 2) }
  }
  const lasting = [...of('running'), ...of('abandoned')]
  return { finished: of('finished').map(span), running: lasting.map((one) => span(one).to) }
}

/** Of any reading of a clock. */
function log(seconds: number): number {
  return Math.log(Math.max(seconds, 0.1))
}

function mixed(jurors: readonly Juror[], top: number): Law {
  return jurors.flatMap(({ credit, parts }) =>
    credit < top - 9 ? [] : scaled(parts, Math.exp(credit - top)),
  )
}

function pruned(law: Law): Law {
  const kept = law.filter((part) => part.weight > NEGLIGIBLE)
  return scaled(kept, 1 / total(kept))
}

function total(law: Law): number {
  return law.reduce((sum, part) => sum + part.weight, 0)
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
