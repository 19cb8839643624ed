/** One part of a law: with this weight the logarithm of the seconds is normal. */
export type Part = readonly [weight: number, mean: number, sd: number]

/** The law of a duration, as a mixture. The weights sum to 1. */
export type Law = readonly Part[]

/** Probability that `exp(log)` seconds are enough. */
export function below(law: Law, log: number): number {
  let sum = 0
  for (const [weight, mean, sd] of law) sum += weight * normal((log - mean) / sd)
  return sum
}

const REACH = 6
const STEPS = 128
// Learning and planning ask for it some hundred thousand times a law, and a look is three times as quick as the formula.
const NORMAL = Float64Array.from({ length: 2 * REACH * STEPS + 1 }, (_, i) => exactly(i / STEPS - REACH))

/** The distribution function of the standard normal law, read off a table; the error is below 2e-6. */
export function normal(z: number): number {
  if (z >= REACH) return 1
  if (z <= -REACH) return 0
  const at = (z + REACH) * STEPS
  const i = Math.floor(at)
  const low = NORMAL[i] as number
  return low + (at - i) * ((NORMAL[i + 1] as number) - low)
}

/** The error is below 1e-7 (Abramowitz and Stegun, 26.2.17). */
function exactly(z: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    Math.exp((-z * z) / 2) *
    k *
    (0.127414796 + k * (-0.142248368 + k * (0.71070687 + k * (-0.726576014 + k * 0.530702716))))
  return z > 0 ? 1 - tail : tail
}

export function weightOf(parts: readonly Part[]): number {
  return parts.reduce((sum, [weight]) => sum + weight, 0)
}

/** The same law with `weight` of its probability, of durations longer by a factor of `exp(by)`. */
export function scaled(law: Law, weight: number, by = 0): Part[] {
  return law.map(([share, mean, sd]) => [share * weight, mean + by, sd])
}

/** The same law after an exponential wait of that mean: each part with the mean and the variance that the sum has. */
export function delayed(law: Law, bySeconds: number): Part[] {
  return law.map(([weight, mean, sd]) => {
    const own = Math.exp(mean + sd ** 2 / 2)
    const sum = own + bySeconds
    const variance = Math.log1p((own ** 2 * Math.expm1(sd ** 2) + bySeconds ** 2) / sum ** 2)
    return [weight, Math.log(sum) - variance / 2, Math.sqrt(variance)]
  })
}

const NEGLIGIBLE = 3e-4
/** Parts are alike where their standard deviations are within a half, and their means within a half of those. */
const ALIKE = 2

/** In fewer parts: those that are much alike become one of the same mean and variance, and those that hardly count are left out. */
export function condensed(law: Law): Part[] {
  const total = weightOf(law)
  const groups = new Map<string, [number, number, number]>()
  for (const [weight, mean, sd] of law) {
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
