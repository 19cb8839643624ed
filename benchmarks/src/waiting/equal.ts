import { costOf, tabulate } from './cost.ts'
import type { Cost, Policy, Table } from './cost.ts'
import type { DurationLaw } from './laws.ts'
import { optimal } from './oracle.ts'

/** Mean delays at the same number of requests. */
export interface Equal {
  requests: number
  optimum: number
  /** The uncapped exponential schedule that does best. */
  exponential: number
}

/** As used for waiting; nearer to 1 it is a fixed interval by another name. */
const FACTORS = [1.3, 1.5, 2]

/** What the optimum and every uncapped exponential would have delayed with so many requests per job. */
export function atEqualRequests(law: DurationLaw, requests: number): Equal {
  const tables = law.lengths.map((length) => tabulate(law, length))
  const optimum = matched(law, tables, requests, (requestCost) => optimal(law, tables, requestCost))
  const exponentials = FACTORS.map((factor) =>
    matched(law, tables, requests, (first) => exponential(first, factor)),
  )
  return { requests, optimum, exponential: Math.min(...exponentials) }
}

/** Delays `first`, `first * factor` and so on. */
function exponential(first: number, factor: number): Policy {
  return ({ ageSeconds }) => first + ageSeconds * (factor - 1)
}

/** The delay of the policy whose parameter (the greater, the fewer requests) gives so many requests; NaN where none does. */
function matched(
  law: DurationLaw,
  tables: readonly Table[],
  requests: number,
  make: (parameter: number) => Policy,
): number {
  let [low, high] = [1e-6, 2000]
  let cost: Cost | undefined
  for (let i = 0; i < 24; i++) {
    const middle = Math.sqrt(low * high)
    cost = costOf(law, tables, make(middle))
    if (cost.requests > requests) low = middle
    else high = middle
  }
  return cost && Math.abs(cost.requests / requests - 1) < 0.03
    ? cost.delay * (cost.requests / requests)
    : Number.NaN
}
