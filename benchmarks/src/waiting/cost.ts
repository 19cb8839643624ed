import type { JobSnapshot } from '../../../packages/client/src/lib/waiting/expected/time-origins.ts'
import type { DurationLaw } from './laws.ts'

/** Requests per job, and mean seconds of delay. */
export interface Cost {
  requests: number
  delay: number
}

/** A schedule as a contender: the seconds until the next request, after an answer. */
export type Policy = (snapshot: JobSnapshot) => number

/** A law for one media length as a table: the probability of having ended, and its integral. */
export interface Table {
  time: Float64Array
  ended: Float64Array
  area: Float64Array
}

const STEP = 0.002
const LEAST_STEP = 0.25
const QUEUE_STEPS = 16

/** The law for one media length up to its timeout, in steps of a fifth of a per cent. */
export function tabulate(law: DurationLaw, mediaSeconds?: number): Table {
  const time = [0]
  for (let t = LEAST_STEP; t < law.timeoutSeconds; t += Math.max(LEAST_STEP, t * STEP)) time.push(t)
  time.push(law.timeoutSeconds)
  const ended = time.map((t) => (t ? law.ended(t, mediaSeconds) : 0))
  const area = [0]
  for (let i = 1; i < time.length; i++) {
    const width = (time[i] as number) - (time[i - 1] as number)
    area.push((area[i - 1] as number) + (((ended[i] as number) + (ended[i - 1] as number)) / 2) * width)
  }
  return { time: Float64Array.from(time), ended: Float64Array.from(ended), area: Float64Array.from(area) }
}

/** The cost of a policy on a law, by integration. At the timeout every policy asks once more. */
export function costOf(law: DurationLaw, tables: readonly Table[], policy: Policy): Cost {
  const costs = tables.map((table, i) => {
    const media = law.lengths[i]
    return law.seenQueueSeconds
      ? walkQueued(table, policy, media, law.seenQueueSeconds)
      : walkFrom(table, policy, { kind: law.name, ageSeconds: 0, mediaSeconds: media })
  })
  return average(costs)
}

/** Adds the cost from the moment of a snapshot on. Only jobs that end after it cost anything. */
function walkFrom(table: Table, policy: Policy, snapshot: JobSnapshot, cost = noCost()): Cost {
  const worked = snapshot.workedSeconds
  const shift = worked === undefined ? 0 : snapshot.ageSeconds - worked
  const end = table.time[table.time.length - 1] as number
  let t = worked ?? 0
  let here = lookUp(table, t)
  while (t < end && here.ended < 1 - 1e-9) {
    const workedSeconds = worked === undefined ? undefined : t
    const then = Math.min(end, t + policy({ ...snapshot, ageSeconds: t + shift, workedSeconds }))
    cost.requests += 1 - here.ended
    here = addDelay(table, t, then, cost)
    t = then
  }
  return cost
}

/** Averages over queueing times of equal probability, drawn from an exponential distribution. */
function walkQueued(table: Table, policy: Policy, mediaSeconds: number | undefined, mean: number): Cost {
  const costs = Array.from({ length: QUEUE_STEPS }, (_, i) => {
    const queue = -mean * Math.log(1 - (i + 0.5) / QUEUE_STEPS)
    const cost = noCost()
    let age = 0
    while (age < queue || age === 0) {
      age += policy({ kind: '', ageSeconds: age, mediaSeconds, queued: true })
      cost.requests++
    }
    addDelay(table, 0, age - queue, cost)
    const snapshot = { kind: '', ageSeconds: age, workedSeconds: age - queue, mediaSeconds }
    return walkFrom(table, policy, snapshot, cost)
  })
  return average(costs)
}

/** Adds the delay of the jobs that end between two requests. */
function addDelay(table: Table, from: number, to: number, cost: Cost): { ended: number; area: number } {
  const first = lookUp(table, from)
  const last = lookUp(table, to)
  cost.delay += last.area - first.area - first.ended * (to - from)
  return last
}

function lookUp({ time, ended, area }: Table, t: number): { ended: number; area: number } {
  const low = indexAt(time, t)
  const [t0, F0, F1] = [time[low] as number, ended[low] as number, ended[low + 1] as number]
  const F = F0 + ((t - t0) / ((time[low + 1] as number) - t0)) * (F1 - F0)
  return { ended: F, area: (area[low] as number) + ((F0 + F) / 2) * (t - t0) }
}

/** The index of the last instant that is not after `t`, leaving out the very last one. */
export function indexAt(time: Float64Array, t: number): number {
  let low = 0
  let high = time.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((time[middle] as number) <= t) low = middle
    else high = middle
  }
  return low
}

/** Averages costs of equal probability. */
export function average(costs: readonly Cost[]): Cost {
  const sum = noCost()
  for (const { requests, delay } of costs) {
    sum.requests += requests / costs.length
    sum.delay += delay / costs.length
  }
  return sum
}

function noCost(): Cost {
  return { requests: 0, delay: 0 }
}
