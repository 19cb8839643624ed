import { costOf, indexAt, type Cost, type Policy, type Table } from './cost.ts'
import type { DurationLaw } from './laws.ts'

interface Solved {
  /** For every node, the node to ask at next. */
  next: Int32Array
  /** For every node, the cost of everything after it, times the probability to get there. */
  cost: Float64Array
}

/**
 * The policy that costs least on a known law, found on the nodes of the tables by dynamic
 * programming from the timeout backwards. It sees what a client sees: the media length and perhaps
 * the queue.
 */
export function optimal(
  law: DurationLaw,
  tables: readonly Table[],
  requestCost: number,
  floorSeconds = 1,
): Policy {
  const solved = tables.map((table) => solve(table, requestCost, floorSeconds))
  const waits = tables.map((table, i) =>
    law.seenQueueSeconds ? queueWait(table, solved[i] as Solved, requestCost, law.seenQueueSeconds) : 0,
  )
  return ({ mediaSeconds, queued, workedSeconds, ageSeconds }) => {
    const i = Math.max(0, law.lengths.indexOf(mediaSeconds))
    if (queued) return waits[i] as number
    const age = workedSeconds ?? ageSeconds
    return delayAt(tables[i] as Table, solved[i] as Solved, age, floorSeconds)
  }
}

function solve({ time, ended, area }: Table, requestCost: number, floorSeconds: number): Solved {
  const last = time.length - 1
  const cost = new Float64Array(last + 1)
  const next = new Int32Array(last + 1).fill(last)
  for (let i = last - 1; i >= 0; i--) {
    const [t, F, G] = [time[i] as number, ended[i] as number, area[i] as number]
    let least = Infinity
    for (let j = i + 1; j <= last; j++) {
      const ahead = (time[j] as number) - t
      const missed = (area[j] as number) - G - F * ahead
      if (missed >= least) break
      if (missed + (cost[j] as number) < least && (ahead >= floorSeconds || j === last)) {
        least = missed + (cost[j] as number)
        next[i] = j
      }
    }
    cost[i] = requestCost * (1 - F) + least
  }
  return { next, cost }
}

/** Between two nodes, the target of the earlier one holds, unless it is too near. */
function delayAt({ time }: Table, { next }: Solved, age: number, floorSeconds: number): number {
  const target = time[next[indexAt(time, age + 1e-9)] as number] as number
  return target - age < floorSeconds / 2 ? floorSeconds : target - age
}

/**
 * An exponential queueing time has no memory, so one delay is best for as long as a job is queued.
 */
function queueWait({ time, area }: Table, { cost }: Solved, requestCost: number, mean: number): number {
  let best = { wait: 1, cost: Infinity }
  for (let wait = 1; wait < 20 * mean; wait *= 1.03) {
    let sum = requestCost
    for (let i = 1; i < time.length && (time[i] as number) < wait; i++) {
      const worked = time[i] as number
      const width = worked - (time[i - 1] as number)
      sum += (width / mean) * Math.exp((worked - wait) / mean) * ((area[i] as number) + (cost[i] as number))
    }
    const total = sum / (1 - Math.exp(-wait / mean))
    if (total < best.cost) best = { wait, cost: total }
  }
  return best.wait
}

/** The fixed interval that costs least on the law. */
export function bestFixed(
  law: DurationLaw,
  tables: readonly Table[],
  requestCost: number,
): { intervalSeconds: number; cost: Cost } {
  const score = (cost: Cost) => requestCost * cost.requests + cost.delay
  const tried = Array.from({ length: 64 }, (_, i) => {
    const intervalSeconds = 4 * 1.08 ** i
    return { intervalSeconds, cost: costOf(law, tables, () => intervalSeconds) }
  })
  return tried.reduce((a, b) => (score(b.cost) < score(a.cost) ? b : a))
}
