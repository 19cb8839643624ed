import { MAX_DURATION_MS } from '../duration.ts'
import type { Random } from '../random.ts'

/**
 * The law that a duration is drawn from. With u uniform in [0, 1) and z standard normal, a draw is
 *
 * - `fixed`: ms
 * - `uniform`: minMs + u (maxMs - minMs). Mean (minMs + maxMs) / 2, variance (maxMs - minMs)^2 / 12
 * - `exponential`: -meanMs ln(1 - u). Mean meanMs, variance meanMs^2
 * - `gamma`: sum of waits, by Marsaglia and Tsang's method. Mean meanMs, variance meanMs^2 / shape; shape 1 is `exponential`,
 *   more is narrower
 * - `lognormal`: medianMs exp(sigma z). Median medianMs, mean medianMs exp(sigma^2 / 2); sigma 0.5 is usual for jobs
 * - `shifted`: byMs + a draw of `law`: a part that every translation takes, then a random one
 * - `mixture`: a draw of one `law` of `of`, chosen in proportion to its `weight`: two humps, e.g. quick and slow queue
 *
 * Draws longer than 30 days are cut to 30 days.
 */
export type Law =
  | { law: 'fixed'; ms: number }
  | { law: 'uniform'; minMs: number; maxMs: number }
  | { law: 'exponential'; meanMs: number }
  | { law: 'gamma'; meanMs: number; shape: number }
  | { law: 'lognormal'; medianMs: number; sigma: number }
  | { law: 'shifted'; byMs: number; of: Law }
  | { law: 'mixture'; of: { weight: number; of: Law }[] }

/** Draws a duration in milliseconds. The law must be a valid one; see `parseLaw`. */
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
  // Rounding may leave a crumb behind the last part with a weight.
  const fallback = parts.findLast((part) => part.weight > 0)
  return (chosen ?? fallback ?? { of: { law: 'fixed', ms: 0 } as const }).of
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below shape 1 by their section 6. */
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
