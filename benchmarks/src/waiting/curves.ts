import type { PastJob } from '../../../packages/client/src/lib/history/past-job.ts'
import { costOf, tabulate, type Cost } from './cost.ts'
import { exponential, learned } from './equal.ts'
import { livePast } from './history.ts'
import type { DurationLaw } from './laws.ts'
import { scheduleFor } from './measure.ts'
import { optimal } from './oracle.ts'
import { random } from './random.ts'

/** Delay against requests, by price of a request or length of the interval. */
export interface CurveRow {
  table: 'curve'
  law: string
  contender: string
  requests: number
  meanDelay: number
}

const PRICES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]
const PASTS = 3

/** What any schedule of a kind can reach on a law, as lines to draw the contenders between. */
export function curves(law: DurationLaw, seed: number): CurveRow[] {
  const tables = law.lengths.map((length) => tabulate(law, length))
  const pasts = Array.from({ length: PASTS }, (_, i) => {
    const history: Record<string, PastJob[]> = {}
    livePast(scheduleFor(law, 1, 1, history), law, 100, random(seed * 1000 + i), 'noticed')
    return history
  })
  const line = (
    contender: string,
    parameters: readonly number[],
    make: (parameter: number) => Cost,
  ): CurveRow[] =>
    parameters.map((parameter) => {
      const { requests, delay } = make(parameter)
      return { table: 'curve', law: law.name, contender, requests, meanDelay: delay }
    })
  const geometric = (first: number, last: number) =>
    Array.from({ length: 14 }, (_, i) => first * (last / first) ** (i / 13))
  return [
    ...line('optimum', PRICES, (price) => costOf(law, tables, optimal(law, tables, price))),
    ...line('expected, after 100 jobs', PRICES, (price) => learned(law, tables, pasts, price)),
    ...line('fixed intervals', geometric(0.4, 300), (interval) => costOf(law, tables, () => interval)),
    ...line('doubling, uncapped', geometric(0.05, 200), (first) =>
      costOf(law, tables, exponential(first, 2)),
    ),
  ]
}
