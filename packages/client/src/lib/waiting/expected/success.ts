import type { Base } from './bases.ts'
import { empirical } from './empirical.ts'
import { candidates, foretold } from './jury.ts'
import { condensed, type Law, type Part, scaled } from './law.ts'
import { type Guess, log, type Observation } from './observation.ts'
import { isEnd, rivals, scatter, type Span } from './scatter.ts'

/** Gives the law of a job's duration, for a media length where that is known. */
export type Learned = (mediaSeconds?: number) => Law

const TRUST = 0.8
/** Jurors with less credit than the best by this much, as a logarithm, have no say. */
const FAINT = 9
/** What was really seen counts from so many on. */
const ENOUGH = 5
const BLURRED = 0.005

/** Every base has a jury; the one whose jury foretells best also gets the law of what was really seen. */
export function success(observations: readonly Observation[], guess: Guess, bases: Base[]): Learned {
  const { trust = TRUST } = guess
  const called = telling(observations, bases, trust).flatMap(({ base, spans, prior }) =>
    candidates(spans, trust, prior).map((candidate) => ({ ...candidate, base, spans })),
  )
  const lead = called.reduce((a, b) => (b.credit > a.credit ? b : a))
  const heard = called
    .filter(({ credit }) => credit > lead.credit - FAINT)
    .map(({ base, closer }) => ({
      base,
      law: closer().flatMap((one) => scaled(one.law, Math.exp(one.credit - lead.credit))),
    }))
  const formulas = condensed(heard.flatMap(({ base, law }) => (base === lead.base ? law : [])))
  const seen = reallySeen(lead.spans, formulas)
  return (media) =>
    condensed([
      ...scaled(condensed(heard.flatMap(({ base, law }) => longer(law, base, media))), 1 - seen.share),
      ...scaled(longer(seen.law, lead.base, media), seen.share),
    ])
}

function longer(law: Law, base: Base, media?: number): Part[] {
  return scaled(law, 1, Math.log(base(media)))
}

/** What was really seen, once that is something, and how much more likely it is than what all formulas say. */
function reallySeen(spans: readonly Span[], formulas: Law): { law: Law; share: number } {
  if (spans.filter(isEnd).length < ENOUGH) return { law: [], share: 0 }
  const { law, credit } = empirical(spans, formulas)
  return { law, share: 1 / (1 + Math.exp(foretold(spans, formulas) - credit)) }
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
