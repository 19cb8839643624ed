import { below, type Law, type Part } from './law.ts'
import { fits, scatter, type Span, SPREADS, vagueness } from './scatter.ts'

/** A law that may be the true one, with the logarithm of its credit: how well it foretells what was seen. */
export interface Juror {
  credit: number
  law: Law
}

/** A juror that has not looked closely yet. */
export interface Candidate extends Juror {
  /** The same with every centre that may be right. */
  closer(): Juror[]
}

const USUAL = { spread: 0.18, within: 0.6 }
/** Powers of the duration that pure chance may rule, and the law of the logarithm then, less its mean: three normal parts (fitted). */
const POWERS = [1, 1.5, 2.2, 3.2, 4.5, 7]
const CHANCE: Law = [
  [0.099, -2.058, 1.625],
  [0.449, -0.377, 0.948],
  [0.452, 0.826, 0.638],
]
const CHANCE_SPREAD = 1.28
const CHANCE_CREDIT = 0.1
const CHANCE_DOUBT = 1
/** How far a guess is off that is about right, and one of another order. */
const RIGHT = 0.12
const WRONG = 1
/** Where the centre is looked for, in units of its likely error. */
const STEPS = [-3.3, -2.2, -1.1, 0, 1.1, 2.2, 3.3]
const HALF_STEP = 0.55
/** Of what a law gives no chance at all there is some; and however old a running job is, it may be one that never ends. */
const LEAST = 1e-4
const STUCK = 0.02

/** One for each shape that a law may have, and for a guess that is right or wrong. `base`: the logarithm of a prior that all share. */
export function candidates(spans: readonly Span[], trust: number, base = 0): Candidate[] {
  const seen = scatter(spans)
  return [
    ...SPREADS.filter((spread) => fits(seen, spread)).flatMap((spread) => {
      const prior = base - (Math.log(spread / USUAL.spread) / USUAL.within) ** 2 / 2
      const shape: Law = [[1, 0, spread]]
      return [
        candidate(spans, shape, spread, RIGHT, prior + Math.log(trust)),
        candidate(spans, shape, spread, WRONG, prior + Math.log(1 - trust)),
      ]
    }),
    // Jobs that may end in any second, whatever their age, and those the likelier to the older they are.
    ...POWERS.filter((power) => fits(seen, CHANCE_SPREAD / power)).map((power) => {
      const shape = CHANCE.map(([weight, mean, sd]): Part => [weight, mean / power, sd / power])
      return candidate(spans, shape, CHANCE_SPREAD / power, CHANCE_DOUBT, base + Math.log(CHANCE_CREDIT))
    }),
  ]
}

/** Of known shape and unknown centre: that is normal around the guess, `doubt` wide, and then about where the ends are. */
function candidate(
  spans: readonly Span[],
  shape: Law,
  spread: number,
  doubt: number,
  prior: number,
): Candidate {
  let sum = 0
  let precision = doubt ** -2
  for (const span of spans) {
    const weight = 1 / (spread ** 2 + vagueness(span))
    if (weight) sum += (weight * (span[0] + span[1])) / 2
    precision += weight
  }
  const error = precision ** -0.5
  const juror = (step: number, blur: number): Juror => {
    const centre = sum / precision + step * error
    const law = shape.map(([weight, mean, sd]): Part => [weight, mean + centre, Math.hypot(sd, blur * error)])
    const credit = prior + Math.log(error / doubt) - (centre / doubt) ** 2 / 2 + foretold(spans, law)
    return { credit, law }
  }
  const all = juror(0, 1)
  return { ...all, closer: () => (spans.length ? STEPS.map((step) => juror(step, HALF_STEP)) : [all]) }
}

/** The logarithm of the probability that a law gives to all that was seen. */
export function foretold(spans: readonly Span[], law: Law): number {
  return spans.reduce((sum, span) => sum + Math.log(chance(span, law)), 0)
}

/** What probability a law gives to one end, or to its not having come yet. */
export function chance([from, to]: Span, law: Law): number {
  return to < Infinity ? LEAST + below(law, to) - below(law, from) : 1 + STUCK - below(law, from)
}
