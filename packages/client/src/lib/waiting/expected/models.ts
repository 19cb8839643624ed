import {
  dispersionOf,
  type Interval,
  intervalVariance,
  isPlausible,
  STANDARD_DEVIATIONS,
} from './dispersion.ts'
import { cdf, type Component, type LogNormalMixture } from './log-normal-mixture.ts'

/** A candidate for the true distribution. */
export interface Model {
  /** The logarithm of its prior probability times its likelihood. */
  logWeight: number
  distribution: LogNormalMixture
}

/** A model whose centre is integrated over a few values. */
export interface RoughModel extends Model {
  /** The same model, once for each value of the centre. */
  refine(): Model[]
}

const USUAL = { sd: 0.18, within: 0.6 }
/**
 * Powers of the duration that may be exponential, and the logarithm of an exponential: three normal
 * components (fitted).
 */
const POWERS = [1, 1.5, 2.2, 3.2, 4.5, 7]
const EXPONENTIAL: LogNormalMixture = [
  [0.099, -2.058, 1.625],
  [0.449, -0.377, 0.948],
  [0.452, 0.826, 0.638],
]
const EXPONENTIAL_SD = 1.28
const EXPONENTIAL_PRIOR = 0.1
const EXPONENTIAL_CENTRE_SD = 1
/** The errors of a prior that is about right, and of one that is off by an order of magnitude. */
const RIGHT_SD = 0.12
const WRONG_SD = 1
/** The values of the centre, in units of its standard error. */
const STEPS = [-3.3, -2.2, -1.1, 0, 1.1, 2.2, 3.3]
const HALF_STEP = 0.55
/** Likelihood floors of an observed end and of a running job, which may never end. */
const END_FLOOR = 1e-4
const RUNNING_FLOOR = 0.02

/**
 * One model for each shape of the distribution, for a right and a wrong prior. `logPrior` is that
 * of their scaling.
 */
export function createModels(intervals: readonly Interval[], trust: number, logPrior = 0): RoughModel[] {
  const seen = dispersionOf(intervals)
  return [
    ...STANDARD_DEVIATIONS.filter((sd) => isPlausible(seen, sd)).flatMap((sd) => {
      const ofSd = logPrior - (Math.log(sd / USUAL.sd) / USUAL.within) ** 2 / 2
      const shape: LogNormalMixture = [[1, 0, sd]]
      return [
        createModel(intervals, shape, sd, RIGHT_SD, ofSd + Math.log(trust)),
        createModel(intervals, shape, sd, WRONG_SD, ofSd + Math.log(1 - trust)),
      ]
    }),
    // A constant hazard, and a hazard that grows with age.
    ...POWERS.filter((power) => isPlausible(seen, EXPONENTIAL_SD / power)).map((power) => {
      const shape = EXPONENTIAL.map(([weight, mean, sd]): Component => [weight, mean / power, sd / power])
      const ofPower = logPrior + Math.log(EXPONENTIAL_PRIOR)
      return createModel(intervals, shape, EXPONENTIAL_SD / power, EXPONENTIAL_CENTRE_SD, ofPower)
    }),
  ]
}

/**
 * A model of known shape and unknown centre. The centre has a standard deviation of `centreSd`
 * around the prior, and the ends narrow it down.
 */
function createModel(
  intervals: readonly Interval[],
  shape: LogNormalMixture,
  shapeSd: number,
  centreSd: number,
  logPrior: number,
): RoughModel {
  let sum = 0
  let precision = centreSd ** -2
  for (const interval of intervals) {
    const weight = 1 / (shapeSd ** 2 + intervalVariance(interval))
    if (weight) sum += (weight * (interval[0] + interval[1])) / 2
    precision += weight
  }
  const error = precision ** -0.5
  const at = (step: number, width: number): Model => {
    const centre = sum / precision + step * error
    const distribution = shape.map(([weight, mean, sd]): Component => [
      weight,
      mean + centre,
      Math.hypot(sd, width * error),
    ])
    const ofCentre = Math.log(error / centreSd) - (centre / centreSd) ** 2 / 2
    return { logWeight: logPrior + ofCentre + logLikelihood(intervals, distribution), distribution }
  }
  const whole = at(0, 1)
  return { ...whole, refine: () => (intervals.length ? STEPS.map((step) => at(step, HALF_STEP)) : [whole]) }
}

/** The log-likelihood of all observations. */
export function logLikelihood(intervals: readonly Interval[], distribution: LogNormalMixture): number {
  return intervals.reduce((sum, interval) => sum + Math.log(likelihood(interval, distribution)), 0)
}

/** The likelihood of one end, or of a job that has not ended yet. */
export function likelihood([from, to]: Interval, distribution: LogNormalMixture): number {
  return to < Infinity
    ? END_FLOOR + cdf(distribution, to) - cdf(distribution, from)
    : 1 + RUNNING_FLOOR - cdf(distribution, from)
}
