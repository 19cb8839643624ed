/**
 * The interval of an end, as logarithms of the duration relative to its scaling. `to` is Infinity
 * for a running job.
 */
export type Interval = readonly [from: number, to: number]

export function isObserved([, to]: Interval): boolean {
  return to < Infinity
}

/** Standard deviations of a logarithm, from equal durations to very different ones. */
export const STANDARD_DEVIATIONS = [
  0.02, 0.03, 0.042, 0.06, 0.08, 0.105, 0.14, 0.18, 0.235, 0.3, 0.39, 0.5, 0.65, 0.85, 1.1, 1.4,
]
const LEAST_VARIANCE = Math.min(...STANDARD_DEVIATIONS) ** 2
const MOST_VARIANCE = Math.max(...STANDARD_DEVIATIONS) ** 2
/**
 * A model is skipped if its log-likelihood, estimated from the dispersion, is worse by this much.
 */
const HOPELESS = 12

/**
 * The dispersion of the ends. Each lies in an interval, which is open for a running job, so their
 * variance lies between `least` and `most`.
 */
export interface Dispersion {
  ends: number
  least: number
  most: number
}

export function dispersionOf(intervals: readonly Interval[]): Dispersion {
  const { ends, centre } = centreOf(intervals)
  let [least, most] = [0, 0]
  for (const [from, to] of intervals) {
    if (to < Infinity) least += Math.min(Math.max(0, from - centre, centre - to) ** 2, MOST_VARIANCE)
    most += Math.min(Math.max(to - centre, centre - from) ** 2, MOST_VARIANCE)
  }
  const count = intervals.length || 1
  return { ends, least: LEAST_VARIANCE + least / count, most: LEAST_VARIANCE + most / count }
}

/** The mean of the observed ends, each weighted by its precision. */
function centreOf(intervals: readonly Interval[]): { ends: number; centre: number } {
  let [ends, sum, weights] = [0, 0, 0]
  for (const interval of intervals) {
    if (interval[1] === Infinity) continue
    const weight = 1 / (LEAST_VARIANCE + intervalVariance(interval))
    sum += (weight * (interval[0] + interval[1])) / 2
    weights += weight
    ends++
  }
  return { ends, centre: ends && sum / weights }
}

/** The variance of a uniform distribution over the interval. */
export function intervalVariance([from, to]: Interval): number {
  return (to - from) ** 2 / 12
}

/**
 * Whether a normal distribution of this standard deviation may explain the dispersion. This is
 * cheap, unlike the likelihood.
 */
export function isPlausible({ ends, least, most }: Dispersion, sd: number): boolean {
  const nearest = Math.min(Math.max(sd ** 2, least), most)
  const ratio = nearest / sd ** 2
  return (ends / 2) * (ratio - 1 - Math.log(ratio)) < HOPELESS
}

/** Whether a scaling with this dispersion may explain the ends as well as another. */
export function mayRival(one: Dispersion, other: Dispersion): boolean {
  return (one.ends / 2) * Math.log(one.least / other.most) < HOPELESS
}
