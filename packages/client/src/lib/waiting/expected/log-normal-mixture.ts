/** One component: with this weight the logarithm of the seconds is normal. */
export type Component = readonly [weight: number, mean: number, sd: number]

/** The distribution of a duration. Its weights sum to 1. */
export type LogNormalMixture = readonly Component[]

/** The cumulative distribution function: the probability that `exp(log)` seconds are enough. */
export function cdf(mixture: LogNormalMixture, log: number): number {
  let sum = 0
  for (const [weight, mean, sd] of mixture) sum += weight * normalCdf((log - mean) / sd)
  return sum
}

const REACH = 6
const STEPS = 128
// Learning and planning read it some hundred thousand times, and a table is three times as quick as
// the formula.
const TABLE = Float64Array.from({ length: 2 * REACH * STEPS + 1 }, (_, i) =>
  exactNormalCdf(i / STEPS - REACH),
)

/**
 * The cumulative distribution function of the standard normal, read off a table; the error is below
 * 2e-6.
 */
export function normalCdf(z: number): number {
  if (z >= REACH) return 1
  if (z <= -REACH) return 0
  const at = (z + REACH) * STEPS
  const i = Math.floor(at)
  const low = TABLE[i] as number
  return low + (at - i) * ((TABLE[i + 1] as number) - low)
}

/** The error is below 1e-7 (Abramowitz and Stegun, 26.2.17). */
function exactNormalCdf(z: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    Math.exp((-z * z) / 2) *
    k *
    (0.127414796 + k * (-0.142248368 + k * (0.71070687 + k * (-0.726576014 + k * 0.530702716))))
  return z > 0 ? 1 - tail : tail
}

export function totalWeight(components: readonly Component[]): number {
  return components.reduce((sum, [weight]) => sum + weight, 0)
}

/**
 * The same distribution with `weight` of its probability, and durations longer by a factor of
 * `exp(shift)`.
 */
export function scaled(mixture: LogNormalMixture, weight: number, shift = 0): Component[] {
  return mixture.map(([share, mean, sd]) => [share * weight, mean + shift, sd])
}

/**
 * The distribution after an exponential wait of that mean. Each component keeps the mean and
 * variance of the sum.
 */
export function delayed(mixture: LogNormalMixture, meanDelaySeconds: number): Component[] {
  return mixture.map(([weight, mean, sd]) => {
    const own = Math.exp(mean + sd ** 2 / 2)
    const sum = own + meanDelaySeconds
    const variance = Math.log1p((own ** 2 * Math.expm1(sd ** 2) + meanDelaySeconds ** 2) / sum ** 2)
    return [weight, Math.log(sum) - variance / 2, Math.sqrt(variance)]
  })
}

const NEGLIGIBLE = 3e-4
/**
 * Components are alike where their standard deviations are within a half, and their means within a
 * half of those.
 */
const ALIKE = 2

/**
 * Merges components that are much alike into one of the same mean and variance, and drops those
 * that hardly count.
 */
export function mergeComponents(mixture: LogNormalMixture): Component[] {
  const total = totalWeight(mixture)
  const groups = new Map<string, [number, number, number]>()
  for (const [weight, mean, sd] of mixture) {
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
