import { expectedSchedule } from '../../../packages/client/src/lib/waiting/expected/expected.ts'
import { average, costOf, percentile, tabulate } from './cost.ts'
import type { Cost, Policy, Table } from './cost.ts'
import { livePast } from './history.ts'
import type { Knowledge } from './history.ts'
import type { DurationLaw } from './laws.ts'
import { bestFixed, optimal } from './oracle.ts'
import { random } from './random.ts'

/** One line of the result. */
export interface Row {
  law: string
  group: string
  contender: string
  requestCost: number
  /** How far the guess is off, as a factor; and how many jobs had finished before. Absent where it does not matter. */
  guessFactor?: number
  past?: number
  requests: number
  meanDelay: number
  p50: number
  p95: number
  p99: number
  cost: number
  /** Cost relative to the optimum and to the best fixed interval. */
  toOptimum: number
  toFixed: number
  /** Standard error of `toOptimum`, from the different pasts. */
  error?: number
}

/** What to measure. */
export interface Plan {
  requestCost: number
  guessFactors: readonly number[]
  pasts: readonly number[]
  /** Independent pasts to average over. */
  repeats: number
  seed: number
  knowledge: Knowledge
}

/** The optimum, the best fixed interval, and `expected` after each past with each guess. */
export function measure(law: DurationLaw, plan: Plan): Row[] {
  const { requestCost } = plan
  const tables = law.lengths.map((length) => tabulate(law, length))
  const score = (cost: Cost) => requestCost * cost.requests + cost.delay
  const ideal = costOf(law, tables, optimal(law, tables, requestCost))
  const fixed = bestFixed(law, tables, requestCost)
  const row = (contender: string, cost: Cost, more: Partial<Row> = {}): Row => ({
    law: law.name,
    group: law.group,
    contender,
    requestCost,
    requests: cost.requests,
    meanDelay: cost.delay,
    p50: percentile(cost, 0.5),
    p95: percentile(cost, 0.95),
    p99: percentile(cost, 0.99),
    cost: score(cost),
    toOptimum: score(cost) / score(ideal),
    toFixed: score(cost) / score(fixed.cost),
    ...more,
  })
  const learned = plan.guessFactors.flatMap((guessFactor) =>
    plan.pasts.map((past) => {
      const costs = after(law, tables, plan, guessFactor, past)
      return row('expected', average(costs), {
        guessFactor,
        past,
        error: deviation(costs.map(score)) / score(ideal),
      })
    }),
  )
  return [row('optimum', ideal), row(`fixed ${fixed.intervalSeconds.toFixed(0)} s`, fixed.cost), ...learned]
}

/** The cost of the next job after each of some pasts of the same length. */
export function after(
  law: DurationLaw,
  tables: readonly Table[],
  plan: Plan,
  guessFactor: number,
  past: number,
): Cost[] {
  const repeats = past === 0 ? 1 : past <= 10 ? plan.repeats * 2 : plan.repeats
  return Array.from({ length: repeats }, (_, i) => {
    const { fixedSeconds, perMediaSecond } = law.guess
    const guess = { fixedSeconds: fixedSeconds * guessFactor, perMediaSecond: perMediaSecond * guessFactor }
    const schedule = expectedSchedule({ guess, requestCost: plan.requestCost })
    livePast(schedule, law, past, random(plan.seed * 1000 + i), plan.knowledge)
    const policy: Policy = (sight) => schedule.next({ ...sight, kind: law.name }).delaySeconds
    return costOf(law, tables, policy)
  })
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1)
  return Math.sqrt(variance / values.length)
}
