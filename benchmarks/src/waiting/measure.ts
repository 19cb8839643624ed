import type { PastJob } from '../../../packages/client/src/lib/history/past-job.ts'
import {
  expectedSchedule,
  type ExpectedSchedule,
} from '../../../packages/client/src/lib/waiting/expected/expected.ts'
import { average, costOf, tabulate, type Cost, type Policy, type Table } from './cost.ts'
import { livePast } from './history.ts'
import type { DurationLaw } from './laws.ts'
import { bestFixed, optimal } from './oracle.ts'
import { random } from './random.ts'

/** One line of the table `learning`, at one second per request. */
export interface LearningRow {
  law: string
  group: string
  contender: string
  /** Factor by which the prior is wrong. Only for `expected`. */
  priorFactor?: number
  /** Number of jobs that had finished before. Only for `expected`. */
  past?: number
  requests: number
  meanDelay: number
  cost: number
  /** Cost relative to the optimum and to the best fixed interval. */
  toOptimum: number
  toFixed: number
  /** Standard error of `toOptimum` over the different pasts. Only for `expected`. */
  error?: number
}

export interface LearningPlan {
  priorFactors: readonly number[]
  pasts: readonly number[]
  /** Independent pasts to average over. */
  repeats: number
  seed: number
}

const PRICE = 1

/**
 * Measures the optimum, the best fixed interval, and `expected` after each past with each prior.
 */
export function measure(law: DurationLaw, plan: LearningPlan): LearningRow[] {
  const tables = law.lengths.map((length) => tabulate(law, length))
  const ideal = costOf(law, tables, optimal(law, tables, PRICE))
  const fixed = bestFixed(law, tables, PRICE)
  const row = (contender: string, cost: Cost, more: Partial<LearningRow> = {}): LearningRow => ({
    law: law.name,
    group: law.group,
    contender,
    requests: cost.requests,
    meanDelay: cost.delay,
    cost: score(cost),
    toOptimum: score(cost) / score(ideal),
    toFixed: score(cost) / score(fixed.cost),
    ...more,
  })
  const learned = plan.priorFactors.flatMap((priorFactor) =>
    afterPasts(law, tables, plan, priorFactor).map(({ past, costs }) => {
      const error = standardError(costs.map(score)) / score(ideal)
      return row('expected', average(costs), { priorFactor, past, error })
    }),
  )
  return [row('optimum', ideal), row(`fixed ${fixed.intervalSeconds.toFixed(0)} s`, fixed.cost), ...learned]
}

function score({ requests, delay }: Cost): number {
  return PRICE * requests + delay
}

/** Pasts of up to this many jobs differ much, so more of them are drawn. */
const SHORT_PAST = 10
const MORE_SHORT = { withLength: 2, alone: 8 }

/** The cost of the next job after each of several pasts. A longer past continues a shorter one. */
function afterPasts(
  law: DurationLaw,
  tables: readonly Table[],
  plan: LearningPlan,
  priorFactor: number,
): { past: number; costs: Cost[] }[] {
  const found = plan.pasts.map((past) => ({ past, costs: [] as Cost[] }))
  const more = law.lengths.length > 1 ? MORE_SHORT.withLength : MORE_SHORT.alone
  for (let life = 0; life < more * plan.repeats; life++) {
    const schedule = scheduleFor(law, PRICE, priorFactor)
    const next = random(plan.seed * 1000 + life)
    let lived = 0
    for (const { past, costs } of found) {
      if ((past === 0 && life > 0) || (past > SHORT_PAST && life >= plan.repeats)) continue
      livePast(schedule, law, past - lived, next)
      lived = past
      costs.push(costOf(law, tables, policyOf(schedule, law)))
    }
  }
  return found
}

/** The `expected` schedule with a prior that is wrong by a factor. */
export function scheduleFor(
  law: DurationLaw,
  requestCost: number,
  priorFactor: number,
  history: Record<string, PastJob[]> = {},
): ExpectedSchedule {
  const { fixedSeconds, perMediaSecond } = law.prior
  const prior = { fixedSeconds: fixedSeconds * priorFactor, perMediaSecond: perMediaSecond * priorFactor }
  return expectedSchedule({ prior, requestCost, history })
}

/** The schedule as a contender on a law. */
export function policyOf(schedule: ExpectedSchedule, law: DurationLaw): Policy {
  return (snapshot) => schedule.next({ ...snapshot, kind: law.name }).delaySeconds
}

function standardError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1)
  return Math.sqrt(variance / values.length)
}
