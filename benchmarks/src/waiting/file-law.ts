import { normalCdf } from '../../../packages/client/src/lib/waiting/expected/log-normal-mixture.ts'
import type { DurationLaw, Job } from './laws.ts'

/** A line of a law file. */
export interface FileJob {
  seconds: number
  mediaSeconds?: number
  /**
   * Default: `completed`. `stuck` and `timeout` mean that it never ended; any other word is a
   * failure.
   */
  outcome?: string
}

const BANDWIDTHS = [0.003, 0.006, 0.012, 0.025, 0.05, 0.1, 0.2]
const OFFSETS = [0, 30, 100, 300, 1000, 1e9]
const MOST = 800
const LENGTHS = 8
const NEAR = 0.5

/**
 * The law of observed jobs. `draw` takes jobs from the list. `ended` is a kernel estimate:
 * durations relative to (media length + offset), weighted by how near their length is, with the
 * bandwidth of the highest cross-validated likelihood.
 */
export function fileLaw(name: string, jobs: readonly FileJob[]): DurationLaw {
  const known = jobs.map(asJob)
  const finished = thinned(known.filter((job) => !job.outcome))
  const failed = thinned(known.filter((job) => job.outcome === 'error'))
  const share = {
    finished: count(known, undefined) / known.length,
    failed: count(known, 'error') / known.length,
  }
  const withMedia = finished.length > 0 && finished.every((job) => job.mediaSeconds)
  const offset = withMedia ? leastDispersed(finished) : 1e9
  const level = Math.exp(median(finished.map((job) => residual(job, offset))))
  const [success, failure] = [kernelCdf(finished, offset), kernelCdf(failed, 1e9)]
  return {
    name,
    group: 'file',
    timeoutSeconds: Math.max(
      3600,
      2 * Math.max(...known.map((job) => (Number.isFinite(job.seconds) ? job.seconds : 0))),
    ),
    prior:
      offset === 1e9
        ? { fixedSeconds: level * 1e9, perMediaSecond: 0 }
        : { fixedSeconds: level * offset, perMediaSecond: level },
    draw: (next) => known[Math.floor(next() * known.length)] as Job,
    lengths: withMedia ? spread(finished.map((job) => job.mediaSeconds as number)) : [undefined],
    ended: (t, media) => share.finished * success(t, media) + share.failed * failure(t),
  }
}

function asJob({ seconds, mediaSeconds, outcome }: FileJob): Job {
  if (outcome === 'stuck' || outcome === 'timeout')
    return { seconds: Infinity, mediaSeconds, outcome: 'stuck' }
  return {
    seconds,
    mediaSeconds,
    outcome: outcome === undefined || outcome === 'completed' ? undefined : 'error',
  }
}

function count(jobs: readonly Job[], outcome: Job['outcome']): number {
  return jobs.filter((job) => job.outcome === outcome).length
}

/** At most {@link MOST} of the jobs, evenly by duration. */
function thinned(jobs: readonly Job[]): Job[] {
  const sorted = [...jobs].sort((a, b) => a.seconds - b.seconds)
  if (sorted.length <= MOST) return sorted
  return Array.from({ length: MOST }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / MOST)] as Job)
}

function residual(job: Job, offset: number): number {
  return Math.log(job.seconds / ((job.mediaSeconds ?? 0) + offset))
}

function leastDispersed(jobs: readonly Job[]): number {
  const dispersions = OFFSETS.map((offset) => variance(jobs.map((job) => residual(job, offset))))
  return OFFSETS[dispersions.indexOf(Math.min(...dispersions))] as number
}

function kernelCdf(jobs: readonly Job[], offset: number): (seconds: number, media?: number) => number {
  const values = jobs.map((job) => residual(job, offset))
  const logs = jobs.map((job) => Math.log(job.mediaSeconds ?? 1))
  const bandwidth = BANDWIDTHS[argmax(BANDWIDTHS.map((each) => likelihood(values, each)))] as number
  let near: { media: number | undefined; weights: number[] } | undefined
  return (seconds, media) => {
    if (!near || near.media !== media) near = { media, weights: nearness(logs, media) }
    const log = Math.log(seconds / ((media ?? 0) + offset))
    return near.weights.reduce(
      (sum, weight, i) =>
        weight ? sum + weight * normalCdf((log - (values[i] as number)) / bandwidth) : sum,
      0,
    )
  }
}

function nearness(logs: readonly number[], media: number | undefined): number[] {
  const raw = logs.map((log) => (media === undefined ? 1 : bell((log - Math.log(media)) / NEAR)))
  const cut = Math.max(...raw) * 1e-3
  const kept = raw.map((weight) => (weight < cut ? 0 : weight))
  const total = kept.reduce((sum, weight) => sum + weight, 0)
  return kept.map((weight) => weight / total)
}

/** The logarithm of the likelihood of every value, estimated from all others. */
function likelihood(values: readonly number[], bandwidth: number): number {
  return values.reduce((sum, value, i) => {
    const density = values.reduce(
      (at, other, j) => (i === j ? at : at + bell((value - other) / bandwidth)),
      1e-9,
    )
    return sum + Math.log(density / bandwidth)
  }, 0)
}

/** The normal density, up to a constant factor. */
function bell(z: number): number {
  return Math.exp((-z * z) / 2)
}

function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}

function spread(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  return Array.from(
    { length: LENGTHS },
    (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / LENGTHS)] as number,
  )
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}
