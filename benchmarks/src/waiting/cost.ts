import type { JobSnapshot } from '../../../packages/client/src/lib/waiting/expected/time-origins.ts'
import type { DurationLaw } from './laws.ts'

/** Requests per job, mean seconds of delay, and how the delay is spread: probability by tenths of an octave. */
export interface Cost {
  requests: number
  delay: number
  delays: Float64Array
}

/** A schedule as a contender: when to ask next, after an answer that told this. */
export type Policy = (sight: JobSnapshot) => number

/** A law for one media length as a table: the probability of having ended, and its integral. */
export interface Table {
  time: Float64Array
  ended: Float64Array
  area: Float64Array
}

const STEP = 0.002
const LEAST_STEP = 0.25
const QUEUE_STEPS = 16
const BINS = 200
const PARTS = 4

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

/** What a policy costs on a law, by integration. At the timeout everybody asks once more. */
export function costOf(law: DurationLaw, tables: readonly Table[], policy: Policy): Cost {
  const costs = tables.map((table, i) => {
    const media = law.lengths[i]
    const walk = law.seenQueueSeconds
      ? walkQueued(table, policy, media, law.seenQueueSeconds)
      : walkFrom(table, policy, { kind: law.name, ageSeconds: 0, mediaSeconds: media })
    return walk
  })
  return average(costs)
}

/** What it costs from a moment on when the job is seen to run, and what ended since `workedSeconds` began. */
function walkFrom(table: Table, policy: Policy, sight: JobSnapshot, cost = nothing()): Cost {
  const worked = sight.workedSeconds
  const shift = worked === undefined ? 0 : sight.ageSeconds - worked
  const end = table.time[table.time.length - 1] as number
  let t = worked ?? 0
  let here = look(table, t)
  while (t < end && here.ended < 1 - 1e-9) {
    const delay = policy({
      ...sight,
      ageSeconds: t + shift,
      workedSeconds: worked === undefined ? undefined : t,
    })
    const then = Math.min(end, t + delay)
    cost.requests += 1 - here.ended
    here = between(table, t, then, cost)
    t = then
  }
  return cost
}

/** The time in the queue is exponential; each of some of equal probability is walked through. */
function walkQueued(table: Table, policy: Policy, mediaSeconds: number | undefined, mean: number): Cost {
  const costs = Array.from({ length: QUEUE_STEPS }, (_, i) => {
    const queue = -mean * Math.log(1 - (i + 0.5) / QUEUE_STEPS)
    const cost = nothing()
    let age = 0
    while (age < queue || age === 0) {
      age += policy({ kind: '', ageSeconds: age, mediaSeconds, queued: true })
      cost.requests++
    }
    between(table, 0, age - queue, cost)
    return walkFrom(
      table,
      policy,
      { kind: '', ageSeconds: age, workedSeconds: age - queue, mediaSeconds },
      cost,
    )
  })
  return average(costs)
}

/** Adds the delay of what ends between two requests. */
function between(table: Table, from: number, to: number, cost: Cost): { ended: number; area: number } {
  const first = look(table, from)
  const last = look(table, to)
  cost.delay += last.area - first.area - first.ended * (to - from)
  let before = first.ended
  for (let k = 1; k <= PARTS; k++) {
    const ended = k === PARTS ? last.ended : look(table, from + ((to - from) * k) / PARTS).ended
    const delay = (to - from) * (1 - (k - 0.5) / PARTS)
    const bin = Math.min(BINS - 1, Math.max(0, Math.round(10 * Math.log2(delay / 0.1))))
    cost.delays[bin] = (cost.delays[bin] as number) + ended - before
    before = ended
  }
  return last
}

function look({ time, ended, area }: Table, t: number): { ended: number; area: number } {
  let low = 0
  let high = time.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((time[middle] as number) <= t) low = middle
    else high = middle
  }
  const [t0, F0, F1] = [time[low] as number, ended[low] as number, ended[high] as number]
  const F = F0 + ((t - t0) / ((time[high] as number) - t0)) * (F1 - F0)
  return { ended: F, area: (area[low] as number) + ((F0 + F) / 2) * (t - t0) }
}

/** The delay that so many of those that end do not exceed, in seconds; to a tenth of an octave. */
export function percentile({ delays }: Cost, share: number): number {
  const total = delays.reduce((sum, part) => sum + part, 0)
  let sum = 0
  for (let bin = 0; bin < BINS; bin++) {
    sum += delays[bin] as number
    if (sum >= share * total) return 0.1 * 2 ** (bin / 10)
  }
  return Infinity
}

/** Costs of equal probability as one. */
export function average(costs: readonly Cost[]): Cost {
  const sum = nothing()
  for (const { requests, delay, delays } of costs) {
    sum.requests += requests / costs.length
    sum.delay += delay / costs.length
    delays.forEach((part, bin) => (sum.delays[bin] = (sum.delays[bin] as number) + part / costs.length))
  }
  return sum
}

function nothing(): Cost {
  return { requests: 0, delay: 0, delays: new Float64Array(BINS) }
}
