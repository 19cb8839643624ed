import { type Interval, intervalVariance, isObserved } from './dispersion.ts'
import { type Component, type LogNormalMixture, scaled } from './log-normal-mixture.ts'
import { likelihood, logLikelihood, type Model } from './models.ts'

const BANDWIDTHS = [0.04, 0.08, 0.16, 0.35]
/**
 * The log-likelihood by which a density has to beat a distribution with two parameters. A smaller
 * bandwidth needs more, since few values form clusters by chance.
 */
const HANDICAP = 1

/**
 * The kernel density of the observed ends, for shapes without a formula, e.g. two humps. `fallback`
 * fills the gaps and counts as one end. The weight is cross-validated: each end from all others.
 */
export function kernelDensity(intervals: readonly Interval[], fallback: LogNormalMixture): Model {
  const ends = intervals.filter(isObserved)
  const running = intervals.filter((interval) => !isObserved(interval))
  const ofFallback = ends.map((interval) => likelihood(interval, fallback))
  const models = BANDWIDTHS.map((bandwidth): Model => {
    const kernels = ends.map((interval): Component => [
      1,
      (interval[0] + interval[1]) / 2,
      Math.sqrt(bandwidth ** 2 + intervalVariance(interval)),
    ])
    const ofOthers = ends.map(
      (interval, i) => likelihood(interval, kernels) - likelihood(interval, kernels.slice(i, i + 1)),
    )
    const distribution = scaled([...fallback, ...kernels], 1 / (ends.length + 1))
    const logWeight = ofOthers.reduce(
      (sum, others, i) => sum + Math.log(((ofFallback[i] as number) + others) / ends.length),
      Math.log(bandwidth) - HANDICAP + logLikelihood(running, distribution),
    )
    return { logWeight, distribution }
  })
  return models.reduce((a, b) => (b.logWeight > a.logWeight ? b : a))
}
