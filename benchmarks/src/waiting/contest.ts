import { EXPECTED_WAIT, recordClient, waitForJobs, type ClientWait } from './client-waits.ts'
import type { DurationLaw, Job } from './laws.ts'
import { PEERS } from './peers.ts'
import { random } from './random.ts'
import { recordPeer } from './record.ts'
import { follows, heygenRule, traceOf } from './rules.ts'
import { replay, type Replay, type Wait } from './trace.ts'
import { optimumWaits } from './optimum-waits.ts'

/** A schedule that waits for the jobs of a law. */
export interface Contender {
  name: string
  /**
   * The implementation: the client, a package with its version, a port of a rule, or `computed`.
   */
  by: string
  waits(law: DurationLaw, jobs: readonly Job[], past: readonly Job[], seed: number): Wait[] | Promise<Wait[]>
}

/** Longest of the built-in timeouts, in seconds. */
const HORIZON_SECONDS = 86_400
/** Recordings of a schedule that draws random delays. */
const RECORDINGS = 12
export const EXPECTED = 'expected'

/**
 * The schedules of the requirements as options of the client, without limits on attempts and time.
 */
const CLIENT_SCHEDULES: readonly { name: string; isReset?: boolean; isRandom?: boolean; wait: ClientWait }[] =
  [
    {
      name: 'progressive 0.5..3 s',
      isReset: true,
      wait: { begins: 'asking', options: { schedule: 'progressive' } },
    },
    {
      name: 'adaptive 1 s x2, jitter 0.5 s',
      isRandom: true,
      wait: {
        begins: 'asking',
        options: { schedule: 'exponential', maxDelayMs: Infinity, jitterMs: 500 },
      },
    },
    {
      name: 'bulk 0.5 s x2',
      wait: {
        begins: 'asking',
        options: { schedule: 'exponential', minDelayMs: 500, maxDelayMs: Infinity },
      },
    },
    { name: 'exponential 1 s x2..5 s', wait: { begins: 'asking', options: { schedule: 'exponential' } } },
    { name: 'fixed 2 s', wait: { begins: 'asking', options: { schedule: 'fixed' } } },
  ]

/** Records all contenders. */
export async function contenders(seed: number): Promise<Contender[]> {
  const own: Contender = {
    name: EXPECTED,
    by: 'client',
    async waits(law, jobs, past, seed) {
      const waits = await waitForJobs([...past, ...jobs], EXPECTED_WAIT, law.timeoutSeconds, seed)
      return waits.slice(past.length)
    },
  }
  const heygen: Replay = {
    traces: Array.from({ length: RECORDINGS }, (_, i) =>
      traceOf(heygenRule, random(seed + i), HORIZON_SECONDS),
    ),
    isReset: false,
  }
  return [
    { name: 'optimum', by: 'computed', waits: optimumWaits },
    own,
    ...(await schedulesOf(seed)),
    ...(await peersOf(seed)),
    replaying('heygen-cli', 'port of its rule', heygen),
  ]
}

async function schedulesOf(seed: number): Promise<Contender[]> {
  const found: Contender[] = []
  for (const { name, isReset = false, isRandom, wait } of CLIENT_SCHEDULES) {
    const times = isRandom ? RECORDINGS : 1
    const traces = await recordClient(wait, { horizonSeconds: HORIZON_SECONDS, seed, times })
    found.push(replaying(name, 'client', { traces, isReset }))
  }
  return found
}

async function peersOf(seed: number): Promise<Contender[]> {
  const found: Contender[] = []
  for (const peer of PEERS) {
    const times = peer.isRandom ? RECORDINGS : 1
    const { version, traces } = await recordPeer(peer, { horizonSeconds: HORIZON_SECONDS, seed, times })
    if (!traces.every((trace) => follows(trace, peer.rule)))
      throw new Error(`${peer.packageName} ${version} does not follow its documented rule.`)
    found.push(replaying(peer.name, `${peer.packageName} ${version}`, { traces, isReset: false }))
  }
  return found
}

function replaying(name: string, by: string, recorded: Replay): Contender {
  return {
    name,
    by,
    waits: ({ timeoutSeconds }, jobs) =>
      jobs.map((job, index) => replay(recorded, job, index, timeoutSeconds)),
  }
}

/**
 * A contender on the jobs of a law: delays in seconds, and cost of a job at 1, 5 and 20 s per
 * request.
 */
export interface JobsRow {
  table: 'jobs'
  law: string
  group: string
  contender: string
  by: string
  jobs: number
  requests: number
  meanDelay: number
  p50: number
  p95: number
  p99: number
  cost1: number
  cost5: number
  cost20: number
  /** Cost at 1 s per request relative to the optimum on these jobs, and its standard error. */
  toOptimum: number
  error: number
  /** Number of jobs waited for before, to learn from. */
  past?: number
}

/** Lets all contenders wait for the same jobs, drawn by the seed. */
export async function contest(
  law: DurationLaw,
  all: readonly Contender[],
  { jobs: count, past: before, seed }: { jobs: number; past: number; seed: number },
): Promise<JobsRow[]> {
  const next = random(seed)
  const jobs = Array.from({ length: count }, () => law.draw(next))
  const past = Array.from({ length: before }, () => law.draw(next))
  const rows: JobsRow[] = []
  const optimum = optimumWaits(law, jobs)
  for (const { name, by, waits } of all) {
    const found = await waits(law, jobs, past, seed)
    const row = { ...summary(found), ...compare(found, optimum) }
    rows.push({
      table: 'jobs',
      law: law.name,
      group: law.group,
      contender: name,
      by,
      ...row,
      ...(name === EXPECTED && { past: before }),
    })
  }
  return rows
}

/** Compares job by job, so that the spread of durations does not add to the error. */
function compare(waits: readonly Wait[], optimum: readonly Wait[]): { toOptimum: number; error: number } {
  const cost = ({ requests, delaySeconds = 0 }: Wait) => requests + delaySeconds
  const total = optimum.reduce((sum, wait) => sum + cost(wait), 0)
  const differences = waits.map((wait, i) => cost(wait) - cost(optimum[i] as Wait))
  const difference = differences.reduce((sum, one) => sum + one, 0)
  const mean = difference / waits.length
  const squares = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0)
  return { toOptimum: 1 + difference / total, error: Math.sqrt(squares) / total }
}

function summary(waits: readonly Wait[]) {
  const delays = waits.flatMap(({ delaySeconds }) => (delaySeconds === undefined ? [] : [delaySeconds]))
  delays.sort((a, b) => a - b)
  const requests = waits.reduce((sum, wait) => sum + wait.requests, 0) / waits.length
  const meanDelay = delays.reduce((sum, delay) => sum + delay, 0) / waits.length
  const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] ?? 0
  return {
    jobs: waits.length,
    requests,
    meanDelay,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    cost1: requests + meanDelay,
    cost5: 5 * requests + meanDelay,
    cost20: 20 * requests + meanDelay,
  }
}
