import { normalCdf } from '../../../packages/client/src/lib/waiting/expected/log-normal-mixture.ts'
import { gaussian } from './random.ts'
import type { Random } from './random.ts'

/** One job as nature makes it. Absent `outcome`: it completes. `stuck` never ends. */
export interface Job {
  /** Since it was created, or Infinity. */
  seconds: number
  mediaSeconds?: number | undefined
  /** Of these, in the queue, where a client can see the queue. */
  queuedSeconds?: number | undefined
  outcome?: 'error' | 'stuck' | undefined
}

/** A law of durations, to draw jobs from and to compute with. */
export interface DurationLaw {
  name: string
  group: 'vendor' | 'shape' | 'file'
  /** Waiting is given up at this age; a job that has not ended by then counts as stuck. */
  timeoutSeconds: number
  /** What somebody who knows the law would guess. */
  guess: { fixedSeconds: number; perMediaSecond: number }
  draw(next: Random): Job
  /** Media lengths of equal probability that stand for all; one `undefined` where the length is unknown. */
  lengths: readonly (number | undefined)[]
  /** Probability of having ended, in whatever way, so long after creation; after leaving the queue where that is seen. */
  ended(seconds: number, mediaSeconds?: number): number
  /** Mean of the exponential time in the queue, where a client sees a job leave it. */
  seenQueueSeconds?: number | undefined
}

/** The parameters of T = queue + (fixed + perMedia * length) * exp(sigma * Z), in seconds. */
export interface VendorRow {
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

/** Published processing times, read as 80 % intervals. See docs/expected-schedule.md for the model. */
export const ROWS: readonly VendorRow[] = [
  {
    name: 'heygen speed',
    queue: 30,
    queueSeen: false,
    fixed: 180,
    perMedia: 1.2,
    sigma: 0.25,
    media: 300,
    mediaSigma: 0.7,
    errors: 0.05,
    stuck: 0.007,
    timeout: 3600,
  },
  {
    name: 'heygen precision',
    queue: 90,
    queueSeen: false,
    fixed: 300,
    perMedia: 3,
    sigma: 0.35,
    media: 300,
    mediaSigma: 0.7,
    errors: 0.08,
    stuck: 0.01,
    timeout: 10_800,
  },
  {
    name: 'dub',
    queue: 20,
    queueSeen: false,
    fixed: 120,
    perMedia: 2,
    sigma: 0.2,
    media: 300,
    mediaSigma: 0.7,
    errors: 0.04,
    stuck: 0.005,
    timeout: 7200,
  },
  {
    name: 'dub, queue seen',
    queue: 60,
    queueSeen: true,
    fixed: 120,
    perMedia: 2,
    sigma: 0.2,
    media: 300,
    mediaSigma: 0.7,
    errors: 0.04,
    stuck: 0.005,
    timeout: 7200,
  },
  {
    name: 'dub + lip sync',
    queue: 60,
    queueSeen: false,
    fixed: 120,
    perMedia: 6,
    sigma: 0.3,
    media: 300,
    mediaSigma: 0.7,
    errors: 0.05,
    stuck: 0.007,
    timeout: 21_600,
  },
  {
    name: 'lipsync-2',
    queue: 15,
    queueSeen: false,
    fixed: 60,
    perMedia: 2.7,
    sigma: 0.43,
    media: 60,
    mediaSigma: 0.6,
    errors: 0.03,
    stuck: 0.005,
    timeout: 3600,
  },
  {
    name: 'sync-3',
    queue: 120,
    queueSeen: false,
    fixed: 60,
    perMedia: 24,
    sigma: 0.16,
    media: 60,
    mediaSigma: 0.6,
    errors: 0.05,
    stuck: 0.005,
    timeout: 21_600,
  },
  {
    name: 'heygen, queue seen',
    queue: 90,
    queueSeen: true,
    fixed: 300,
    perMedia: 3,
    sigma: 0.35,
    media: 300,
    mediaSigma: 0.7,
    errors: 0.08,
    stuck: 0.01,
    timeout: 10_800,
  },
]

const EARLY = { least: 5, most: 45 }
const LENGTHS = 8
const QUEUE_STEPS = 48

/** One law for every row. */
export const vendorLaws: readonly DurationLaw[] = ROWS.map(vendorLaw)

/** Jobs of a vendor. Early failures count from creation; where the queue is seen, from the start of the work. */
export function vendorLaw(row: VendorRow): DurationLaw {
  const queues = row.queueSeen ? [0] : quantiles(QUEUE_STEPS, (p) => -row.queue * Math.log(1 - p))
  return {
    name: row.name,
    group: 'vendor',
    timeoutSeconds: row.timeout,
    guess: { fixedSeconds: row.fixed + row.queue, perMediaSecond: row.perMedia },
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

/** Laws of other shapes, without media length, failures or stuck jobs. */
export const shapeLaws: readonly DurationLaw[] = [
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
  const guess = { fixedSeconds: quantile(0.5), perMediaSecond: 0 }
  return {
    name,
    group: 'shape',
    timeoutSeconds,
    guess,
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

/** Where a growing function of time reaches `p`. */
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
