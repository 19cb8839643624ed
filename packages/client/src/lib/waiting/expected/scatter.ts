/** Between which two values an end lies: logarithms of its ratio to what was foretold. The later of one that still runs is Infinity. */
export type Span = readonly [from: number, to: number]

/** The variances of the narrowest and the widest law that any juror believes in. */
const [FINEST, WIDEST] = [0.02 ** 2, 1.4 ** 2]
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
  for (const [from, to] of spans) {
    if (to === Infinity) continue
    const weight = 1 / (FINEST + (to - from) ** 2)
    sum += (weight * (from + to)) / 2
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
  return { ends, least: FINEST + least / count, most: FINEST + most / count }
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
