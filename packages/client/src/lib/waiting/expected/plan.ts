import { cdf, type LogNormalMixture } from './log-normal-mixture.ts'

/** The best instants of requests about a job with a known distribution. */
export interface Plan {
  /**
   * Returns the delay of the next request about a job that has not ended at this age, the slack of
   * that delay, and the expected cost from now on. All are in seconds.
   */
  next(ageSeconds: number): { delaySeconds: number; slackSeconds: number; costSeconds: number }
}

/** The cost of a request, and the minimum between two. */
export interface PlanOptions {
  /** Seconds of delay that one request is worth. */
  requestCost: number
  /** The minimum of seconds between two requests. */
  floorSeconds: number
}

const NODES_PER_INTERVAL = 8
const FIRST_STEP_SECONDS = 0.5
/** The range of a step's growth. Its minimum limits the table to several thousand instants. */
const FINEST = 0.002
const GROWTH = 0.05
/** The table ends at this multiple of the age by which three quarters of the jobs have ended. */
const FAR = 12
const LONGEST_SECONDS = 1e7

/**
 * The best instants for a distribution, by dynamic programming from the end. Jobs that end before a
 * request wait for it, and the others pay for it.
 *
 * With `done` the distribution function and `area` its integral, the step from node i to node j
 * costs `requestCost * (1 - done[i]) + area[j] - area[i] - done[i] * (time[j] - time[i])`. `line`
 * is the least cost from a node to the end, plus `area`.
 */
export function plan(distribution: LogNormalMixture, { requestCost, floorSeconds }: PlanOptions): Plan {
  const { time, done, area } = tabulate(distribution, requestCost, floorSeconds)
  const last = time.length - 1
  const line = area.slice()
  const ahead = time.map(() => last)
  const through = (j: number, now: number, F: number): number =>
    requestCost * (1 - F) + get(line, j) - F * (get(time, j) - now)
  // The best node moves later as `now` does, so `high` need not be the end.
  const best = (now: number, F: number, low: number, high: number): number => {
    let found = high
    for (let j = high - 1; j >= low && get(time, j) >= now + floorSeconds; j--)
      if (through(j, now, F) <= through(found, now, F)) found = j
    return found
  }
  for (let i = last - 1; i >= 0; i--) {
    ahead[i] = best(get(time, i), get(done, i), i + 1, get(ahead, i + 1))
    line[i] = through(get(ahead, i), get(time, i), get(done, i))
  }
  return {
    next(age) {
      let i = 0
      while (i < last && get(time, i + 1) <= age) i++
      if (i === last) {
        const interval = Math.max(floorSeconds, 2 * Math.sqrt(requestCost * age))
        return { delaySeconds: interval, slackSeconds: interval / NODES_PER_INTERVAL, costSeconds: Infinity }
      }
      const part = (age - get(time, i)) / (get(time, i + 1) - get(time, i))
      const now = get(done, i) + part * (get(done, i + 1) - get(done, i))
      const found = best(age, now, i + 1, get(ahead, i + 1))
      const passed = get(area, i) + ((get(done, i) + now) / 2) * (age - get(time, i))
      return {
        delaySeconds: Math.max(floorSeconds, get(time, found) - age),
        slackSeconds: get(time, found) - get(time, found - 1),
        costSeconds: (through(found, age, now) - passed) / (1 - now),
      }
    },
  }
}

interface Table {
  time: number[]
  /** The probability that the job has ended by then. */
  done: number[]
  /** Integral of `done`. */
  area: number[]
}

/**
 * The distribution function at instants that are a fraction of a good interval apart. A good
 * interval is Keller's, `sqrt(2 * requestCost / hazard)`. So the delays of jobs that end in one
 * step add up to a fixed part of the cost of a request.
 */
function tabulate(distribution: LogNormalMixture, requestCost: number, floorSeconds: number): Table {
  const [time, done, area] = [[0], [0], [0]]
  let step = FIRST_STEP_SECONDS
  let end = LONGEST_SECONDS
  for (let t = 0, F = 0, G = 0; t < end && F < 1 - 1e-7;) {
    step = Math.min(FIRST_STEP_SECONDS + t * GROWTH, step * 1.5)
    const least = Math.max(floorSeconds / 4, t * FINEST)
    let next = cdf(distribution, Math.log(t + step))
    while (step > least && (next - F) * step > ((1 - F) * 2 * requestCost) / NODES_PER_INTERVAL ** 2) {
      step = Math.max(least, step / 1.5)
      next = cdf(distribution, Math.log(t + step))
    }
    G += ((F + next) / 2) * step
    F = next
    t += step
    time.push(t)
    done.push(F)
    area.push(G)
    if (F > 0.75) end = Math.min(end, t * FAR)
  }
  return { time, done, area }
}

function get(values: readonly number[], index: number): number {
  return values[index] as number
}
