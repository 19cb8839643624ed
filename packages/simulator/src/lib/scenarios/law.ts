import { MAX_DURATION_MS } from '../duration.ts'
import type { Random } from '../random.ts'

/**
 * Probability distribution of a duration. With u uniform in [0, 1) and z standard normal, a draw is
 *
 * - `fixed`: ms
 * - `uniform`: minMs + u (maxMs - minMs). Mean (minMs + maxMs) / 2, variance (maxMs - minMs)^2 / 12
 * - `exponential`: -meanMs ln(1 - u). Mean meanMs, variance meanMs^2
 * - `gamma`: sum of exponential waits, by Marsaglia and Tsang's method. Mean meanMs, variance
 *   meanMs^2 / shape; shape 1 is `exponential`, a larger shape is narrower
 * - `lognormal`: medianMs exp(sigma z). Median medianMs, mean medianMs exp(sigma^2 / 2); jobs
 *   usually have a sigma of about 0.5
 * - `shifted`: byMs + a draw of `of`: a fixed part, then a random one
 * - `mixture`: a draw of one part of `of`, chosen in proportion to its `weight`, e.g. a quick and a
 *   slow queue
 *
 * A draw of more than 30 days is cut to 30 days.
 */
export type Law =
  | { law: 'fixed'; ms: number }
  | { law: 'uniform'; minMs: number; maxMs: number }
  | { law: 'exponential'; meanMs: number }
  | { law: 'gamma'; meanMs: number; shape: number }
  | { law: 'lognormal'; medianMs: number; sigma: number }
  | { law: 'shifted'; byMs: number; of: Law }
  | { law: 'mixture'; of: { weight: number; of: Law }[] }

/** Draws a duration in milliseconds. The law must be valid; see `parseLaw`. */
export function drawDurationMs(law: Law, random: Random): number {
  return Math.min(draw(law, random), MAX_DURATION_MS)
}

function draw(law: Law, random: Random): number {
  switch (law.law) {
    case 'fixed':
      return law.ms
    case 'uniform':
      return law.minMs + random.next() * (law.maxMs - law.minMs)
    case 'exponential':
      return -law.meanMs * Math.log(1 - random.next())
    case 'gamma':
      return (law.meanMs / law.shape) * drawGamma(law.shape, random)
    case 'lognormal':
      return law.medianMs * Math.exp(law.sigma * random.normal())
    case 'shifted':
      return law.byMs + draw(law.of, random)
    case 'mixture':
      return draw(choose(law.of, random.next()), random)
  }
}

function choose(parts: { weight: number; of: Law }[], u: number): Law {
  let left = u * parts.reduce((sum, part) => sum + part.weight, 0)
  const chosen = parts.find((part) => (left -= part.weight) < 0)
  // Rounding can leave a small rest after the last part.
  const fallback = parts.findLast((part) => part.weight > 0)
  return (chosen ?? fallback ?? { of: { law: 'fixed', ms: 0 } as const }).of
}

/**
 * Marsaglia and Tsang, "A simple method for generating gamma variables", 2000. Section 6 covers
 * shapes below 1.
 */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random.next()) ** (1 / shape)
  const d = shape - 1 / 3
  for (;;) {
    const z = random.normal()
    const v = (1 + z / Math.sqrt(9 * d)) ** 3
    const accepted = v > 0 && Math.log(1 - random.next()) < z ** 2 / 2 + d - d * v + d * Math.log(v)
    if (accepted) return d * v
  }
}
