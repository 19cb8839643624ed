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

/** The distribution function of the standard normal law; the error is below 1e-7 (Abramowitz and Stegun, 26.2.17). */
export function normal(z: number): number {
  if (z > 6) return 1
  if (z < -6) return 0
  const k = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    Math.exp((-z * z) / 2) *
    k *
    (0.127414796 + k * (-0.142248368 + k * (0.71070687 + k * (-0.726576014 + k * 0.530702716))))
  return z > 0 ? 1 - tail : tail
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
