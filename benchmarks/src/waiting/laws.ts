import { normalCdf } from '../../../packages/client/src/lib/waiting/expected/log-normal-mixture.ts'
import { gaussian, type Random } from './random.ts'

/** A job as a law draws it. Without `outcome` it completes; `stuck` never ends. */
export interface Job {
  /** From its creation to its end; Infinity for a stuck job. */
  seconds: number
  mediaSeconds?: number | undefined
  /** The part of them in the queue, if a client can see the queue. */
  queuedSeconds?: number | undefined
  outcome?: 'error' | 'stuck' | undefined
}

/** A distribution of durations, to draw jobs from and to compute with. */
export interface DurationLaw {
  name: string
  group: 'vendor' | 'shape' | 'file'
  /** Waiting is given up at this age; a job that has not ended by then counts as stuck. */
  timeoutSeconds: number
  /** The prior of somebody who knows the law. */
  prior: { fixedSeconds: number; perMediaSecond: number }
  draw(next: Random): Job
  /**
   * Media lengths of equal probability that stand for all; one `undefined` where the length is
   * unknown.
   */
  lengths: readonly (number | undefined)[]
  /**
   * Probability of having ended this long after creation, or after leaving a queue that is seen.
   */
  ended(seconds: number, mediaSeconds?: number): number
  /** Mean of the exponential queueing time, if a client sees a job leave the queue. */
  seenQueueSeconds?: number | undefined
}

/** The parameters of T = queue + (fixed + perMedia * length) * exp(sigma * Z), in seconds. */
interface VendorRow {
  name: string
  queue: number
  /** Whether the status tells when the job left the queue. */
  queueSeen: boolean
  fixed: number
  perMedia: number
  sigma: number
  /** Median and sigma of the log-normal media length. */
  media: number
  mediaSigma: number
  errors: number
  stuck: number
  timeout: number
}

/**
 * Published processing times, read as 80 % intervals. In seconds: queue (* where the status tells
 * when a job leaves it), fixed, per second of media, sigma; median and sigma of the media; share of
 * errors and of stuck jobs; timeout. See docs/expected-schedule.md for the model.
 */
const VENDOR_TABLE = `
heygen speed       |  30  | 180 1.2 0.25 | 300 0.7 | 0.05 0.007 |  3600
heygen precision   |  90  | 300 3   0.35 | 300 0.7 | 0.08 0.01  | 10800
dub                |  20  | 120 2   0.2  | 300 0.7 | 0.04 0.005 |  7200
dub, queue seen    |  60* | 120 2   0.2  | 300 0.7 | 0.04 0.005 |  7200
dub + lip sync     |  60  | 120 6   0.3  | 300 0.7 | 0.05 0.007 | 21600
lipsync-2          |  15  |  60 2.7 0.43 |  60 0.6 | 0.03 0.005 |  3600
sync-3             | 120  |  60 24  0.16 |  60 0.6 | 0.05 0.005 | 21600
heygen, queue seen |  90* | 300 3   0.35 | 300 0.7 | 0.08 0.01  | 10800`

function vendorRows(): VendorRow[] {
  const lines = VENDOR_TABLE.trim().split('\n')
  return lines.map((line) => {
    const [name = '', ...cells] = line.split('|').map((cell) => cell.trim())
    const numbers = cells.flatMap((cell) => cell.split(/ +/).map(Number.parseFloat))
    const [queue, fixed, perMedia, sigma, media, mediaSigma, errors, stuck, timeout] = numbers as Nine
    const queueSeen = cells[0]?.endsWith('*') ?? false
    return { name, queue, queueSeen, fixed, perMedia, sigma, media, mediaSigma, errors, stuck, timeout }
  })
}

type Nine = [number, number, number, number, number, number, number, number, number]

const EARLY = { least: 5, most: 45 }
const LENGTHS = 8
const QUEUE_STEPS = 48

export const VENDOR_LAWS: readonly DurationLaw[] = vendorRows().map(vendorLaw)

/** Early failures count from creation or, if the queue is seen, from leaving it. */
function vendorLaw(row: VendorRow): DurationLaw {
  const queues = row.queueSeen ? [0] : quantiles(QUEUE_STEPS, (p) => -row.queue * Math.log(1 - p))
  return {
    name: row.name,
    group: 'vendor',
    timeoutSeconds: row.timeout,
    prior: { fixedSeconds: row.fixed + row.queue, perMediaSecond: row.perMedia },
    lengths: quantiles(LENGTHS, (p) => row.media * Math.exp(row.mediaSigma * normalQuantile(p))),
    seenQueueSeconds: row.queueSeen ? row.queue : undefined,
    draw: (next) => drawVendor(row, next),
    ended(seconds, mediaSeconds = row.media) {
      const failed = Math.min(1, Math.max(0, (seconds - EARLY.least) / (EARLY.most - EARLY.least)))
      const median = Math.log(row.fixed + row.perMedia * mediaSeconds)
      const finished = queues.map((queue) =>
        seconds > queue ? normalCdf((Math.log(seconds - queue) - median) / row.sigma) : 0,
      )
      return row.errors * failed + (1 - row.errors - row.stuck) * mean(finished)
    },
  }
}

function drawVendor(row: VendorRow, next: Random): Job {
  const mediaSeconds = row.media * Math.exp(row.mediaSigma * gaussian(next))
  const queue = -row.queue * Math.log(1 - next())
  const fate = next()
  const job = { mediaSeconds, queuedSeconds: row.queueSeen ? queue : undefined }
  const early = EARLY.least + (EARLY.most - EARLY.least) * next()
  const work = (row.fixed + row.perMedia * mediaSeconds) * Math.exp(row.sigma * gaussian(next))
  if (fate < row.errors) return { ...job, seconds: early + (row.queueSeen ? queue : 0), outcome: 'error' }
  if (fate < row.errors + row.stuck || queue + work > row.timeout)
    return { ...job, seconds: Infinity, outcome: 'stuck' }
  return { ...job, seconds: queue + work }
}

/** Other shapes, without media length, failures or stuck jobs. */
export const SHAPE_LAWS: readonly DurationLaw[] = [
  mixture('two humps', 7200, [
    { weight: 0.6, median: 300, sigma: 0.12 },
    { weight: 0.4, median: 1200, sigma: 0.12 },
  ]),
  mixture('two humps, broad', 14_400, [
    { weight: 0.5, median: 240, sigma: 0.25 },
    { weight: 0.5, median: 1500, sigma: 0.3 },
  ]),
  mixture('heavy tail', 86_400, [
    { weight: 0.6, median: 300, sigma: 0.5 },
    { weight: 0.4, median: 600, sigma: 1.2 },
  ]),
  shape(
    'uniform',
    3600,
    (p) => 300 + 600 * p,
    (t) => Math.min(1, Math.max(0, (t - 300) / 600)),
  ),
  shape(
    'memoryless',
    14_400,
    (p) => -600 * Math.log(1 - p),
    (t) => 1 - Math.exp(-t / 600),
  ),
  shape(
    'pareto',
    86_400,
    (p) => 120 * (1 - p) ** (-1 / 1.5),
    (t) => (t < 120 ? 0 : 1 - (120 / t) ** 1.5),
  ),
]

function shape(
  name: string,
  timeoutSeconds: number,
  quantile: (p: number) => number,
  ended: (t: number) => number,
): DurationLaw {
  const prior = { fixedSeconds: quantile(0.5), perMediaSecond: 0 }
  return {
    name,
    group: 'shape',
    timeoutSeconds,
    prior,
    lengths: [undefined],
    draw: (next) => ({ seconds: quantile(next()) }),
    ended,
  }
}

function mixture(
  name: string,
  timeoutSeconds: number,
  humps: { weight: number; median: number; sigma: number }[],
): DurationLaw {
  const ended = (t: number) =>
    humps.reduce((sum, hump) => sum + hump.weight * normalCdf(Math.log(t / hump.median) / hump.sigma), 0)
  return shape(name, timeoutSeconds, (p) => inverse(ended, p), ended)
}

/** The time at which an increasing function reaches `p`. */
function inverse(ended: (t: number) => number, p: number): number {
  let low = 0
  let high = 1e7
  while (high - low > 1e-6 * high) {
    const middle = low ? Math.sqrt(low * high) : high / 1e6
    if (ended(middle) < p) low = middle
    else high = middle
  }
  return high
}

function normalQuantile(p: number): number {
  return Math.log(inverse((t) => normalCdf(Math.log(t)), p))
}

function quantiles(count: number, quantile: (p: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => quantile((i + 0.5) / count))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
