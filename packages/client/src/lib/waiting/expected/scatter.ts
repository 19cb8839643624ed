/** Between which two values an end lies: logarithms of its ratio to what was foretold. The later of one that still runs is Infinity. */
export type Span = readonly [from: number, to: number]

export function isEnd([, to]: Span): boolean {
  return to < Infinity
}

/** Standard deviations of a logarithm: from a job that takes as long as it always takes to one that may take anything. */
export const SPREADS = [
  0.02, 0.03, 0.042, 0.06, 0.08, 0.105, 0.14, 0.18, 0.235, 0.3, 0.39, 0.5, 0.65, 0.85, 1.1, 1.4,
]
const [NARROWEST, WIDEST] = [Math.min(...SPREADS) ** 2, Math.max(...SPREADS) ** 2]
/** Who is less credible than another by this much, as a logarithm, as far as a scatter tells, is not heard at all. */
const HOPELESS = 12

/**
 * How far apart ends are. Each lies between two requests, and that of a running job anywhere, so their variance lies between
 * `least` and `most`.
 */
export interface Scatter {
  ends: number
  least: number
  most: number
}

export function scatter(spans: readonly Span[]): Scatter {
  let [ends, sum, weights] = [0, 0, 0]
  for (const span of spans) {
    if (span[1] === Infinity) continue
    const weight = 1 / (NARROWEST + vagueness(span))
    sum += (weight * (span[0] + span[1])) / 2
    weights += weight
    ends++
  }
  const centre = ends && sum / weights
  let [least, most] = [0, 0]
  for (const [from, to] of spans) {
    if (to < Infinity) least += Math.min(Math.max(0, from - centre, centre - to) ** 2, WIDEST)
    most += Math.min(Math.max(to - centre, centre - from) ** 2, WIDEST)
  }
  const count = spans.length || 1
  return { ends, least: NARROWEST + least / count, most: NARROWEST + most / count }
}

/** The variance of where in its span an end lies: a uniform law's. */
export function vagueness([from, to]: Span): number {
  return (to - from) ** 2 / 12
}

/** Whether a normal law so wide may have made such a scatter. It costs nothing beside asking what it foretold. */
export function fits({ ends, least, most }: Scatter, spread: number): boolean {
  const nearest = Math.min(Math.max(spread ** 2, least), most)
  const ratio = nearest / spread ** 2
  return (ends / 2) * (ratio - 1 - Math.log(ratio)) < HOPELESS
}

/** Whether ends that scatter like this may well be explained as well as those that scatter like that. */
export function rivals(one: Scatter, other: Scatter): boolean {
  return (one.ends / 2) * Math.log(one.least / other.most) < HOPELESS
}
