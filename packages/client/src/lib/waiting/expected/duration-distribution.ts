import type { DurationPrior } from '../../duration-prior.ts'
import { earlyFailures } from './early-failures.ts'
import { constantScaling, lengthScalings } from './length-scaling.ts'
import { cdf, type Component, scaled, totalWeight } from './log-normal-mixture.ts'
import { averageModels, type DistributionByLength } from './model-average.ts'
import { isLength, log, type Observation } from './observations.ts'

const NEVER: Component = [1, 99, 1]

/** The distribution of the next duration, from the observed jobs of a kind and a prior. */
export function learnDistribution(
  observations: readonly Observation[],
  prior: DurationPrior,
): DistributionByLength {
  const of = (outcome: string) => observations.filter((one) => one.outcome === outcome)
  const failed = of('failed')
  const ended = failed.length + of('finished').length + of('abandoned').length
  // A share for ends far outside of all models, and for none: protection that costs few requests.
  const soon = 6 / (12 + ended) ** 2
  const late = 0.4 / (30 + ended)
  const early = earlyFailures(failed, ended, prior.failures)
  const lasting = observations.filter((one) => one.outcome !== 'failed')
  const anyLength = once(() => averageModels(lasting, prior, [constantScaling(prior)]))
  const byLength = once(() => {
    const known = lasting.filter((one) => isLength(one.mediaSeconds))
    return averageModels(known, prior, lengthScalings(known, prior))
  })
  const lasts: DistributionByLength = (mediaSeconds) =>
    isLength(mediaSeconds) ? byLength()(mediaSeconds) : anyLength()()
  // The older a job was when it was abandoned, the more probable it never ends.
  const endless = once(() =>
    of('abandoned').reduce((sum, one) => sum + cdf(lasts(one.mediaSeconds), log(one.seconds)), 0),
  )
  return (mediaSeconds) => {
    const main = lasts(mediaSeconds)
    const never = (0.2 + endless()) / (40 + ended)
    const middle = main.reduce((sum, [weight, mean]) => sum + weight * mean, 0)
    return [
      ...scaled(main, 1 - totalWeight(early) - soon - late - never),
      ...early,
      [soon, middle - 1.2, 0.7],
      [late, middle + 2.5, 1.5],
      ...scaled([NEVER], never),
    ]
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
