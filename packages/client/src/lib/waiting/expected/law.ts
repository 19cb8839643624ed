import { normal } from './normal.ts'

/** One part of a law: with probability `weight` the logarithm of the seconds is normal. */
export interface Part {
  weight: number
  mean: number
  sd: number
}

/** The law of a duration, as a mixture. The weights sum to 1. */
export type Law = readonly Part[]

/** Probability that `exp(log)` seconds are enough, and the density of the logarithm there. */
export function at(law: Law, log: number): { below: number; density: number } {
  let below = 0
  let density = 0
  for (const { weight, mean, sd } of law) {
    const z = (log - mean) / sd
    if (z > 6) below += weight
    else if (z > -6) {
      const part = normal(z)
      below += weight * part.below
      density += (weight * part.density) / sd
    }
  }
  return { below, density }
}

/** Where between two logarithms one ended that is known to have: with probability `share` before. */
export function likely(law: Law, from: number, to: number, share: number): number {
  const start = at(law, from).below
  const goal = start + share * (at(law, to).below - start)
  let [low, high] = [from, to]
  while (high - low > 1e-3) {
    const middle = (low + high) / 2
    if (at(law, middle).below < goal) low = middle
    else high = middle
  }
  return high
}

/** The same law with `weight` of its probability, of durations longer by a factor of `exp(by)`. */
export function scaled(law: Law, weight: number, by = 0): Part[] {
  return law.map((part) => ({ weight: part.weight * weight, mean: part.mean + by, sd: part.sd }))
}

/** The same law after an exponential wait of that mean: each part with the mean and the variance that the sum has. */
export function delayed(law: Law, bySeconds: number): Part[] {
  return law.map(({ weight, mean, sd }) => {
    const own = Math.exp(mean + sd ** 2 / 2)
    const sum = own + bySeconds
    const variance = Math.log1p((own ** 2 * Math.expm1(sd ** 2) + bySeconds ** 2) / sum ** 2)
    return { weight, mean: Math.log(sum) - variance / 2, sd: Math.sqrt(variance) }
  })
}

/** Every value seen, blurred, beside a law that was expected and is worth `count` of them. */
export function around(seen: readonly number[], sd: number, expected: Law, count: number): Part[] {
  const weight = 1 / (seen.length + count)
  return [...scaled(expected, count * weight), ...seen.map((mean) => ({ weight, mean, sd }))]
}
