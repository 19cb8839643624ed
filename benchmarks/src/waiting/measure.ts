import type { PastJob } from '../../../packages/client/src/lib/history/past-job.ts'
import {
  expectedSchedule,
  type ExpectedSchedule,
} from '../../../packages/client/src/lib/waiting/expected/expected.ts'
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
    afterPasts(law, tables, plan, guessFactor).map(({ past, costs }) =>
      row('expected', average(costs), {
        guessFactor,
        past,
        error: deviation(costs.map(score)) / score(ideal),
      }),
    ),
  )
  return [row('optimum', ideal), row(`fixed ${fixed.intervalSeconds.toFixed(0)} s`, fixed.cost), ...learned]
}

/** Pasts this short tell little alike, so there are more of them; and many where they cost little, since one in some hundred misleads badly. */
const SHORT = 10
const MORE = { withLength: 2, alone: 8 }

/** The cost of the next job after each of several pasts. The longer go on where the shorter end. */
function afterPasts(
  law: DurationLaw,
  tables: readonly Table[],
  plan: Plan,
  guessFactor: number,
): { past: number; costs: Cost[] }[] {
  const found = plan.pasts.map((past) => ({ past, costs: [] as Cost[] }))
  const more = law.lengths.length > 1 ? MORE.withLength : MORE.alone
  for (let life = 0; life < more * plan.repeats; life++) {
    const schedule = scheduleFor(law, plan.requestCost, guessFactor)
    const next = random(plan.seed * 1000 + life)
    let lived = 0
    for (const { past, costs } of found) {
      if ((past === 0 && life > 0) || (past > SHORT && life >= plan.repeats)) continue
      livePast(schedule, law, past - lived, next, plan.knowledge)
      lived = past
      costs.push(costOf(law, tables, policyOf(schedule, law)))
    }
  }
  return found
}

/** `expected` with a guess that is so far off. */
export function scheduleFor(
  law: DurationLaw,
  requestCost: number,
  guessFactor: number,
  history: Record<string, PastJob[]> = {},
): ExpectedSchedule {
  const { fixedSeconds, perMediaSecond } = law.guess
  const guess = { fixedSeconds: fixedSeconds * guessFactor, perMediaSecond: perMediaSecond * guessFactor }
  return expectedSchedule({ prior: guess, requestCost, history })
}

/** The schedule as a contender on a law. */
export function policyOf(schedule: ExpectedSchedule, law: DurationLaw): Policy {
  return (sight) => schedule.next({ ...sight, kind: law.name }).delaySeconds
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1)
  return Math.sqrt(variance / values.length)
}
