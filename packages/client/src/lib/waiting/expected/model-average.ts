import type { DurationPrior } from '../../duration-prior.ts'
import { dispersionOf, type Interval, mayRival } from './dispersion.ts'
import type { LengthScaling } from './length-scaling.ts'
import { type Component, type LogNormalMixture, mergeComponents, scaled } from './log-normal-mixture.ts'
import { fitMixtures } from './mixture-fit.ts'
import { createModels, logLikelihood } from './models.ts'
import { log, type Observation } from './observations.ts'

/** Returns the distribution of a job's duration, given the media length if known. */
export type DistributionByLength = (mediaSeconds?: number) => LogNormalMixture

const TRUST = 0.8
/** Models whose log weight is smaller than the best by this much are left out. */
const NEGLIGIBLE = 9
/** The least relative error of any clock. */
const CLOCK_ERROR = 0.005

/**
 * Bayesian model averaging: every length scaling has its models, each weighted by the likelihood of
 * the observations. The best scaling also gets mixtures that are fitted to its ends.
 */
export function averageModels(
  observations: readonly Observation[],
  prior: DurationPrior,
  scalings: LengthScaling[],
): DistributionByLength {
  const { trust = TRUST } = prior
  const models = telling(observations, scalings, trust).flatMap(({ scaling, intervals, logPrior }) =>
    createModels(intervals, trust, logPrior).map((model) => ({ ...model, scaling, intervals })),
  )
  const best = models.reduce((a, b) => (b.logWeight > a.logWeight ? b : a))
  const weighted = models
    .filter(({ logWeight }) => logWeight > best.logWeight - NEGLIGIBLE)
    .map(({ scaling, refine }) => ({
      scaling,
      distribution: refine().flatMap((one) =>
        scaled(one.distribution, Math.exp(one.logWeight - best.logWeight)),
      ),
    }))
  const ofBest = weighted.filter(({ scaling }) => scaling === best.scaling)
  const fit = fitOf(best.intervals, mergeComponents(ofBest.flatMap(({ distribution }) => distribution)))
  return (media) => {
    const parametric = weighted.flatMap(({ scaling, distribution }) => rescaled(distribution, scaling, media))
    return mergeComponents([
      ...scaled(mergeComponents(parametric), 1 - fit.share),
      ...scaled(rescaled(fit.distribution, best.scaling, media), fit.share),
    ])
  }
}

function rescaled(mixture: LogNormalMixture, scaling: LengthScaling, media?: number): Component[] {
  return scaled(mixture, 1, Math.log(scaling(media)))
}

/** The mixtures fitted to the ends, and how much likelier they are than the parametric models. */
function fitOf(
  intervals: readonly Interval[],
  parametric: LogNormalMixture,
): { distribution: LogNormalMixture; share: number } {
  const own = logLikelihood(intervals, parametric)
  const fitted = fitMixtures(intervals, parametric)
  const best = Math.max(own, ...fitted.map(({ logWeight }) => logWeight))
  const weights = fitted.map(({ logWeight }) => Math.exp(logWeight - best))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const distribution = fitted.flatMap((one, at) => scaled(one.distribution, (weights[at] as number) / total))
  return { distribution, share: total / (total + Math.exp(own - best)) }
}

/** A scaling with the observations relative to it. */
interface ScaledObservations {
  scaling: LengthScaling
  intervals: Interval[]
  logPrior: number
}

/**
 * The prior's own scaling has half of the probability. Scalings with a far larger dispersion than
 * another are left out.
 */
function telling(
  observations: readonly Observation[],
  scalings: readonly LengthScaling[],
  trust: number,
): ScaledObservations[] {
  const [first, other] = scalings.length > 1 ? [trust / 2, (1 - trust / 2) / (scalings.length - 1)] : [1, 0]
  const all = scalings.map((scaling, i) => {
    const intervals = observations.map((one) => intervalOf(one, scaling))
    return { scaling, intervals, logPrior: Math.log(i ? other : first), dispersion: dispersionOf(intervals) }
  })
  const tightest = all.reduce((a, b) => (b.dispersion.most < a.dispersion.most ? b : a))
  return all.filter(({ dispersion }) => mayRival(dispersion, tightest.dispersion))
}

/** The duration relative to its scaling. */
function intervalOf(
  { seconds, unseenSeconds = 0, mediaSeconds, outcome }: Observation,
  scaling: LengthScaling,
): Interval {
  const at = (time: number): number => log(time) - Math.log(scaling(mediaSeconds))
  return outcome === 'finished'
    ? [at(seconds - unseenSeconds) - CLOCK_ERROR, at(seconds) + CLOCK_ERROR]
    : [at(seconds), Infinity]
}
