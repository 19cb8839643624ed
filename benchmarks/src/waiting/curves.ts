import type { PastJob } from '../../../packages/client/src/lib/history/past-job.ts'
import { average, costOf, tabulate, type Cost } from './cost.ts'
import { livePast } from './history.ts'
import type { DurationLaw } from './laws.ts'
import { policyOf, scheduleFor } from './measure.ts'
import { optimal } from './oracle.ts'
import { random } from './random.ts'

/** A point of a line in the plot: delay against requests. */
export interface CurveRow {
  table: 'curve'
  law: string
  contender: string
  requests: number
  meanDelay: number
}

const PRICES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]
const PASTS = 3

/** The lines of the plot: schedules of a kind on one law, by price of a request or by interval. */
export function curves(law: DurationLaw, seed: number): CurveRow[] {
  const tables = law.lengths.map((length) => tabulate(law, length))
  const pasts = Array.from({ length: PASTS }, (_, i) => pastOf(law, seed * 1000 + i))
  const learned = (price: number) =>
    average(
      pasts.map((past) =>
        costOf(law, tables, policyOf(scheduleFor(law, price, 1, structuredClone(past)), law)),
      ),
    )
  const doubling = (first: number) => costOf(law, tables, ({ ageSeconds }) => first + ageSeconds)
  const line = (contender: string, parameters: readonly number[], make: (parameter: number) => Cost) =>
    parameters.map((parameter): CurveRow => {
      const { requests, delay } = make(parameter)
      return { table: 'curve', law: law.name, contender, requests, meanDelay: delay }
    })
  return [
    ...line('optimum', PRICES, (price) => costOf(law, tables, optimal(law, tables, price))),
    ...line('expected, after 100 jobs', PRICES, learned),
    ...line('fixed intervals', geometric(0.4, 300), (interval) => costOf(law, tables, () => interval)),
    ...line('doubling, uncapped', geometric(0.05, 200), doubling),
  ]
}

/** The history of a client that has waited for 100 jobs. */
function pastOf(law: DurationLaw, seed: number): Record<string, PastJob[]> {
  const history: Record<string, PastJob[]> = {}
  livePast(scheduleFor(law, 1, 1, history), law, 100, random(seed))
  return history
}

function geometric(first: number, last: number): number[] {
  return Array.from({ length: 14 }, (_, i) => first * (last / first) ** (i / 13))
}
