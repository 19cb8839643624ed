import { type Interval, isObserved, STANDARD_DEVIATIONS } from './dispersion.ts'
import { type Component, type LogNormalMixture, normalCdf, scaled } from './log-normal-mixture.ts'
import { logLikelihood, type Model } from './models.ts'

/** How many components a fitted mixture may have, for shapes without a formula, e.g. two humps. */
const COUNTS = [2, 3]
/** The number of observed ends that each component needs. */
const ENDS_PER_COMPONENT = 5
const ROUNDS = 40
const LEAST_SHARE = 0.02
const LEAST_SD = Math.min(...STANDARD_DEVIATIONS)
/** A narrower interval, in standard deviations, counts as a point. */
const NARROW = 0.05
/** The tabulated distribution function is too coarse for a smaller probability. */
const LEAST_PROBABILITY = 1e-4

/**
 * Mixtures of several normal components, fitted to the intervals of the ends. `fallback` fills the
 * gaps and counts as one end. The weight is the Bayesian information criterion: each parameter
 * beyond the two of a single component costs half the logarithm of the number of ends.
 */
export function fitMixtures(intervals: readonly Interval[], fallback: LogNormalMixture): Model[] {
  const ends = intervals.filter(isObserved).toSorted((a, b) => a[1] - b[1])
  const possible = COUNTS.filter((count) => ends.length >= count * ENDS_PER_COMPONENT)
  return possible.map((count) => {
    const fitted = fit(intervals, firstGuess(ends, count)).map(([weight, mean, sd]): Component => [
      weight,
      mean,
      // The mean is known as well as so many ends tell.
      sd * Math.sqrt(1 + 1 / (weight * ends.length)),
    ])
    const share = 1 / (ends.length + 1)
    const distribution = [...scaled(fallback, share), ...scaled(fitted, 1 - share)]
    const penalty = ((3 * count - 3) / 2) * Math.log(ends.length)
    return { logWeight: logLikelihood(intervals, distribution) - penalty, distribution }
  })
}

/** One component for each part of the sorted ends, all parts of equal size. */
function firstGuess(ends: readonly Interval[], count: number): Component[] {
  return Array.from({ length: count }, (_, at) => {
    const part = ends.slice((at * ends.length) / count, ((at + 1) * ends.length) / count)
    const moments = part.map(([, to]): Moments => [1, to, to ** 2])
    return componentOf(moments.reduce(add, NOTHING), ends.length)
  })
}

/**
 * Expectation maximisation for censored observations (Dempster, Laird and Rubin, 1977): each end is
 * shared among the components by their probability of its interval, at its expected place there.
 */
function fit(intervals: readonly Interval[], first: readonly Component[]): readonly Component[] {
  let components = first
  for (let round = 0; round < ROUNDS; round++) {
    const sums = components.map(() => NOTHING)
    for (const interval of intervals) {
      const parts = components.map((component) => momentsWithin(interval, component))
      const total = parts.reduce((sum, [probability]) => sum + probability, 0)
      parts.forEach((part, at) => (sums[at] = add(sums[at] as Moments, part, 1 / total)))
    }
    components = sums.map((sum) => componentOf(sum, intervals.length))
  }
  return components
}

/** A weight, and its products with the value and with the value squared. */
type Moments = readonly [weight: number, value: number, square: number]
const NOTHING: Moments = [0, 0, 0]

function add(one: Moments, other: Moments, factor = 1): Moments {
  return [one[0] + other[0] * factor, one[1] + other[1] * factor, one[2] + other[2] * factor]
}

function componentOf([weight, value, square]: Moments, count: number): Component {
  const mean = value / weight
  const sd = Math.sqrt(Math.max(0, square / weight - mean ** 2))
  return [Math.max(weight / count, LEAST_SHARE), mean, Math.max(sd, LEAST_SD)]
}

/** The moments of a component within an interval: those of a truncated normal distribution. */
function momentsWithin([from, to]: Interval, [weight, mean, sd]: Component): Moments {
  const [a, b] = [(from - mean) / sd, (to - mean) / sd]
  if (b - a < NARROW) return pointMass(weight * (b - a) * normalPdf((a + b) / 2), (from + to) / 2)
  const probability = normalCdf(b) - normalCdf(a)
  // An interval far out in a tail: its end is probably at the nearer side.
  if (probability < LEAST_PROBABILITY) return pointMass(weight * LEAST_PROBABILITY ** 2, a > 0 ? from : to)
  const [pdfA, pdfB] = [normalPdf(a), normalPdf(b)]
  const shift = (pdfA - pdfB) / probability
  const slope = (a * pdfA - (b < Infinity ? b * pdfB : 0)) / probability
  const [share, at] = [weight * probability, mean + sd * shift]
  return [share, share * at, share * (at ** 2 + sd ** 2 * (1 + slope - shift ** 2))]
}

function pointMass(weight: number, value: number): Moments {
  // Never zero, since an end far from all components has to belong to one.
  const share = weight + Number.MIN_VALUE
  return [share, share * value, share * value ** 2]
}

function normalPdf(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}
