import type { PastJob } from '../../../packages/client/src/lib/history/past-job.ts'
import type { Cost, Policy, Table } from './cost.ts'
import { average, costOf, tabulate } from './cost.ts'
import { livePast } from './history.ts'
import type { DurationLaw } from './laws.ts'
import { policyOf, scheduleFor } from './measure.ts'
import { optimal } from './oracle.ts'
import { random } from './random.ts'

/** Mean delays, in seconds, at the same number of requests per job. */
export interface EqualRow {
  table: 'equal'
  law: string
  group: string
  /** Whose number of requests it is. */
  contender: string
  requests: number
  /** Its own delay, for a peer. */
  delay?: number
  /** After 100 finished jobs. */
  expected: number
  optimum: number
  /** The uncapped exponential schedule that does best. */
  exponential: number
}

/** As used for waiting; nearer to 1 it is a fixed interval by another name. */
const FACTORS = [1.3, 1.5, 2]
const PAST = 100
const PASTS = 4

/** A number of requests per job to compare at; where none is given, that of `expected` at one second per request. */
export interface Mark {
  contender: string
  requests?: number
  delay?: number
}

/** What `expected`, the optimum and every uncapped exponential delay with as many requests per job as each of these. */
export function atEqualRequests(law: DurationLaw, seed: number, marks: readonly Mark[]): EqualRow[] {
  const tables = law.lengths.map((length) => tabulate(law, length))
  const pasts = Array.from({ length: PASTS }, (_, i) => pastOf(law, seed * 1000 + i))
  const expected = (requestCost: number) => learned(law, tables, pasts, requestCost)
  const own = expected(1)
  return marks.map(({ contender, requests = own.requests, delay }) => ({
    table: 'equal',
    law: law.name,
    group: law.group,
    contender,
    requests,
    ...(delay !== undefined && { delay }),
    expected: requests === own.requests ? own.delay : matched(requests, expected),
    optimum: matched(requests, (cost) => costOf(law, tables, optimal(law, tables, cost))),
    exponential: bestExponential(law, tables, requests),
  }))
}

/** What was seen of so many jobs, by a client that waited for them. */
function pastOf(law: DurationLaw, seed: number): Record<string, PastJob[]> {
  const history: Record<string, PastJob[]> = {}
  livePast(scheduleFor(law, 1, 1, history), law, PAST, random(seed), 'noticed')
  return history
}

/** Requests and delay of `expected` after these pasts, for another price of a request. */
export function learned(
  law: DurationLaw,
  tables: readonly Table[],
  pasts: readonly Record<string, PastJob[]>[],
  requestCost: number,
): Cost {
  return average(
    pasts.map((past) =>
      costOf(law, tables, policyOf(scheduleFor(law, requestCost, 1, structuredClone(past)), law)),
    ),
  )
}

function bestExponential(law: DurationLaw, tables: readonly Table[], requests: number): number {
  const delays = FACTORS.map((factor) =>
    matched(requests, (first) => costOf(law, tables, exponential(first, factor))),
  )
  const found = delays.filter((delay) => !Number.isNaN(delay))
  return found.length > 0 ? Math.min(...found) : Number.NaN
}

/** Delays `first`, `first * factor` and so on. */
export function exponential(first: number, factor: number): Policy {
  return ({ ageSeconds }) => first + ageSeconds * (factor - 1)
}

const STEPS = 12

/** The delay where the parameter (the greater, the fewer requests) gives so many requests; NaN where none does. */
function matched(requests: number, make: (parameter: number) => Cost): number {
  let [low, high] = [1e-3, 2000]
  let nearest: Cost | undefined
  for (let i = 0; i < STEPS && !(nearest && off(nearest, requests) < 0.004); i++) {
    const middle = Math.sqrt(low * high)
    const cost = make(middle)
    if (!nearest || off(cost, requests) < off(nearest, requests)) nearest = cost
    if (cost.requests > requests) low = middle
    else high = middle
  }
  // Near the optimum delay times requests is about constant.
  return nearest && off(nearest, requests) < 0.03 ? nearest.delay * (nearest.requests / requests) : Number.NaN
}

function off(cost: Cost, requests: number): number {
  return Math.abs(cost.requests / requests - 1)
}
