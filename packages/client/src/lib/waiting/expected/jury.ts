import type { Part } from './law.ts'
import { scaled } from './law.ts'
import { normal } from './normal.ts'

/** A law that may be the true one, with the logarithm of its credit: how well it foretold what was seen. */
export interface Juror {
  credit: number
  parts: Part[]
}

/** What was seen of one kind of job, each as the logarithm of its ratio to what a base foretold. */
export interface Seen {
  /** Of those that finished. */
  finished: readonly number[]
  /** Of those still running: as long as that at least. */
  running: readonly number[]
}

/** Standard deviations of a logarithm: from a job that takes as long as it always takes to one that may take anything. */
const SPREADS = [0.02, 0.04, 0.06, 0.09, 0.13, 0.19, 0.28, 0.42, 0.63, 0.95, 1.4]
const USUAL = { spread: 0.18, within: 0.6 }
/** A guess is about right, or of another order. */
const RIGHT = 0.12
const WRONG = 1
/** Credit of pure chance before anything was seen, and its law with mean 1, as three normal parts (fitted). */
const CHANCE = 0.1
const EXPONENTIAL: Part[] = [
  { weight: 0.099, mean: -2.635, sd: 1.625 },
  { weight: 0.449, mean: -0.954, sd: 0.948 },
  { weight: 0.452, mean: 0.249, sd: 0.638 },
]
const SPLIT = [-4, -3, -2, -1, 0, 1, 2, 3, 4]
/** However old a running job is, it may be one that never ends. */
const STUCK = 0.02

/** One juror for every spread, with the guess right and with the guess wrong, and one for pure chance. */
export function jury(seen: Seen, trust: number): Juror[] {
  const facts = summary(seen.finished)
  const normals = SPREADS.flatMap((spread) => [
    ...lognormal(spread, RIGHT, Math.log(trust), facts, seen.running),
    ...lognormal(spread, WRONG, Math.log(1 - trust), facts, seen.running),
  ])
  return [...normals, memoryless(seen)]
}

/** How much less likely it is that the running ones run on, as a logarithm. */
export function running(ages: readonly number[], below: (log: number) => number): number {
  return ages.reduce((sum, age) => sum + Math.log(1 + STUCK - below(age)), 0)
}

interface Facts {
  count: number
  mean: number
  squares: number
}

function summary(values: readonly number[]): Facts {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / (count || 1)
  return { count, mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) }
}

/** Known spread, unknown centre: the textbook conjugate case. Running jobs have no closed form, so then the centre is split. */
function lognormal(
  spread: number,
  doubt: number,
  prior: number,
  facts: Facts,
  ages: readonly number[],
): Juror[] {
  const { count, mean, squares } = facts
  const variance = spread ** 2
  const all = variance + count * doubt ** 2
  const centre = (mean * count * doubt ** 2) / all
  const error = (spread * doubt) / Math.sqrt(all)
  const credit =
    prior -
    (Math.log(spread / USUAL.spread) / USUAL.within) ** 2 / 2 -
    count * Math.log(spread * Math.sqrt(2 * Math.PI)) -
    squares / (2 * variance) -
    Math.log(all / variance) / 2 -
    (mean ** 2 * count) / (2 * all)
  if (!ages.length) return [{ credit, parts: [{ weight: 1, mean: centre, sd: Math.hypot(spread, error) }] }]
  const sd = Math.hypot(spread, error * 0.3)
  return SPLIT.map((step) => {
    const mean = centre + step * error
    return {
      credit:
        credit + Math.log(normal(step).density) + running(ages, (age) => normal((age - mean) / sd).below),
      parts: [{ weight: 1, mean, sd }],
    }
  })
}

/** Jobs that may end in any second, whatever their age. The rate has a gamma law. */
function memoryless({ finished, running }: Seen): Juror {
  const count = finished.length + 1
  const time = [...finished, ...running].reduce((sum, log) => sum + Math.exp(log), 1.4)
  const credit = finished.reduce(
    (sum, log, i) => sum + log + Math.log(1 + i),
    Math.log(CHANCE * 1.4) - count * Math.log(time),
  )
  return { credit, parts: scaled(EXPONENTIAL, 1, Math.log(time / count)) }
}
