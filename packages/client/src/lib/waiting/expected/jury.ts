import type { Part } from './law.ts'
import { normal } from './normal.ts'

/** A law that may be the true one, with the logarithm of its credit: how well it foretold what was seen. */
export interface Juror {
  credit: number
  parts: Part[]
}

/** What was seen of one kind of job, each as the logarithm of its ratio to what a base foretold. */
export interface Seen {
  /** Of those that finished. */
  finished: readonly Span[]
  /** Of those still running: as long as that at least. */
  running: readonly number[]
}

/** Between which two values an end lies, and a value between them; all equal where it is known. */
export interface Span {
  from: number
  to: number
  middle: number
}

/** Standard deviations of a logarithm: from a job that takes as long as it always takes to one that may take anything. */
const SPREADS = [0.02, 0.04, 0.06, 0.09, 0.13, 0.19, 0.28, 0.42, 0.63, 0.95, 1.4]
const USUAL = { spread: 0.18, within: 0.6 }
/** A guess is about right, or of another order. */
const RIGHT = 0.12
const WRONG = 1
/** Credit of pure chance before anything was seen, and its law with mean 1, as three normal parts (fitted). */
const CHANCE = 0.1
const POWERS = [1, 1.5, 2.2, 3.2, 4.5, 7]
const EXPONENTIAL: Part[] = [
  { weight: 0.099, mean: -2.635, sd: 1.625 },
  { weight: 0.449, mean: -0.954, sd: 0.948 },
  { weight: 0.452, mean: 0.249, sd: 0.638 },
]
/** Where the centre is looked for, in units of its likely error. */
const SPLIT = [-3.5, -2.8, -2.1, -1.4, -0.7, 0, 0.7, 1.4, 2.1, 2.8, 3.5]
const STEP = 0.7
/** However old a running job is, it may be one that never ends. */
const STUCK = 0.02

/** Of what a law gives no chance at all there is some. */
const LEAST = 1e-4

/** One juror for every spread, with the guess right and with the guess wrong, and one for pure chance. */
export function jury(seen: Seen, trust: number): Juror[] {
  const normals = SPREADS.flatMap((spread) => {
    // Between two requests closer than its spread an end is known well enough.
    const wide = seen.finished.filter(({ from, to }) => to - from > spread)
    const facts = { ...summary(seen.finished, spread), wide, ages: seen.running }
    return [
      ...lognormal(spread, RIGHT, Math.log(trust), facts),
      ...lognormal(spread, WRONG, Math.log(1 - trust), facts),
    ]
  })
  return [...normals, ...POWERS.map((power) => weibull(seen, power))]
}

/** How much less likely it is that the running ones run on, as a logarithm. */
export function running(ages: readonly number[], below: (log: number) => number): number {
  return ages.reduce((sum, age) => sum + Math.log(1 + STUCK - below(age)), 0)
}

/** Turns the density at a value between two into the probability to be there: what the other jurors give to a gap. */
function width({ from, to }: Span): number {
  return to > from ? Math.log(to - from) : 0
}

interface Facts extends Sums {
  wide: readonly Span[]
  ages: readonly number[]
}

interface Sums {
  count: number
  mean: number
  squares: number
  /** Logarithm of the widths. */
  widths: number
}

function summary(spans: readonly Span[], spread: number): Sums {
  const known = spans.filter(({ from, to }) => to - from <= spread)
  const count = known.length
  const mean = known.reduce((sum, { middle }) => sum + middle, 0) / (count || 1)
  return {
    count,
    mean,
    squares: known.reduce((sum, { middle }) => sum + (middle - mean) ** 2, 0),
    widths: known.reduce((sum, span) => sum + width(span), 0),
  }
}

/** Known spread, unknown centre: the textbook conjugate case. What is known to lie in a range has no closed form, so then the centre is split. */
function lognormal(spread: number, doubt: number, prior: number, facts: Facts): Juror[] {
  const { count, mean, squares, widths, wide, ages } = facts
  const variance = spread ** 2
  const usual = prior + widths - (Math.log(spread / USUAL.spread) / USUAL.within) ** 2 / 2
  const density = usual - count * Math.log(spread * Math.sqrt(2 * Math.PI)) - squares / (2 * variance)
  const all = variance + count * doubt ** 2
  if (!ages.length && !wide.length) {
    const sd = Math.hypot(spread, (spread * doubt) / Math.sqrt(all))
    const credit = density - Math.log(all / variance) / 2 - (mean ** 2 * count) / (2 * all)
    return [{ credit, parts: [{ weight: 1, mean: (mean * count * doubt ** 2) / all, sd }] }]
  }
  const { centre, error } = place(facts, variance, doubt)
  const sd = Math.hypot(spread, (error * STEP) / 2)
  return SPLIT.map((step) => {
    const at = centre + step * error
    const credit =
      density -
      (count * (mean - at) ** 2) / (2 * variance) -
      (at / doubt) ** 2 / 2 +
      Math.log((STEP * error) / doubt / Math.sqrt(2 * Math.PI)) +
      within(wide, (log) => normal((log - at) / sd).below) +
      running(ages, (age) => normal((age - at) / sd).below)
    return { credit, parts: [{ weight: 1, mean: at, sd }] }
  })
}

/** About where the centre is. */
function place(
  { count, mean, wide }: Facts,
  variance: number,
  doubt: number,
): { centre: number; error: number } {
  let sum = (count * mean) / variance
  let precision = count / variance + 1 / doubt ** 2
  for (const { from, to, middle } of wide) {
    const weight = 1 / (variance + (to - from) ** 2 / 12)
    sum += middle * weight
    precision += weight
  }
  return { centre: sum / precision, error: 1 / Math.sqrt(precision) }
}

function within(spans: readonly Span[], below: (log: number) => number): number {
  return spans.reduce((sum, { from, to }) => sum + Math.log(LEAST + below(to) - below(from)), 0)
}

/**
 * Jobs that may end in any second, whatever their age, and those the likelier to the older they are: some power of the duration has an
 * exponential law. Its rate has a gamma law.
 */
function weibull({ finished, running }: Seen, power: number): Juror {
  const logs = finished.map(({ middle }) => middle * power)
  const time = [...logs, ...running.map((log) => log * power)].reduce((sum, log) => sum + Math.exp(log), 1.4)
  const count = finished.length + 1
  const credit = finished.reduce(
    (sum, span, i) => sum + (logs[i] as number) + Math.log((1 + i) * power) + width(span),
    Math.log(CHANCE * 1.4) - count * Math.log(time),
  )
  const parts = EXPONENTIAL.map(({ weight, mean, sd }) => ({
    weight,
    mean: (mean + Math.log(time / count)) / power,
    sd: sd / power,
  }))
  return { credit, parts }
}
