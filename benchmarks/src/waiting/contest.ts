import { waitForJobs, recordClient, type ClientWait } from './client-waits.ts'
import { EXPECTED_WAIT } from './expected-wait.ts'
import type { DurationLaw, Job } from './laws.ts'
import { PEERS } from './peers.ts'
import { random } from './random.ts'
import { record } from './record.ts'
import { follows, heygenRule, traceOf, type Rule } from './rules.ts'
import { replay, type Replay, type Wait } from './trace.ts'
import { hindsight, optimumWaits } from './yardsticks.ts'

/** One who waits for the jobs of a law. */
export interface Contender {
  name: string
  /** Who did the waiting: the client, a package of that version, the port of a rule, or nobody. */
  by: string
  /** For those whose instants are drawn: when they ask, endlessly. */
  rule?: Rule
  replay?: Replay
  waits(law: DurationLaw, jobs: readonly Job[], past: readonly Job[], seed: number): Wait[] | Promise<Wait[]>
}

/** Longest of the built-in timeouts, in seconds. */
const HORIZON_SECONDS = 86_400
const CHANCES = 12
export const EXPECTED = 'expected'

/** What the requirements ask for, as options of the client. Their limits on attempts and time are lifted. */
const OF_THE_CLIENT: readonly { name: string; isReset?: boolean; isRandom?: boolean; wait: ClientWait }[] = [
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

/** All of them, recorded and ready. */
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
    traces: Array.from({ length: CHANCES }, (_, i) => traceOf(heygenRule, random(seed + i), HORIZON_SECONDS)),
    isReset: false,
  }
  return [
    { name: 'optimum', by: 'computed', waits: optimumWaits },
    { name: 'best fixed in hindsight', by: 'computed', waits: hindsight },
    own,
    ...(await schedulesOf(seed)),
    ...(await peersOf(seed)),
    replaying('heygen-cli', 'port of its rule', heygen, heygenRule),
  ]
}

async function schedulesOf(seed: number): Promise<Contender[]> {
  const found: Contender[] = []
  for (const { name, isReset = false, isRandom, wait } of OF_THE_CLIENT) {
    const traces = await recordClient(wait, HORIZON_SECONDS, seed, isRandom ? CHANCES : 1)
    found.push(replaying(name, 'client', { traces, isReset }))
  }
  return found
}

async function peersOf(seed: number): Promise<Contender[]> {
  const found: Contender[] = []
  for (const peer of PEERS) {
    const { version, traces } = await record(peer, HORIZON_SECONDS, seed)
    if (!traces.every((trace) => follows(trace, peer.rule)))
      throw new Error(`${peer.packageName} ${version} does not ask when it is documented to.`)
    const by = `${peer.packageName} ${version}`
    found.push(replaying(peer.name, by, { traces, isReset: false }, peer.rule))
  }
  return found
}

function replaying(name: string, by: string, recorded: Replay, rule?: Rule): Contender {
  return {
    name,
    by,
    replay: recorded,
    ...(rule && { rule }),
    waits: ({ timeoutSeconds }, jobs) =>
      jobs.map((job, index) => replay(recorded, job, index, timeoutSeconds)),
  }
}

/** What each came to on the same jobs of a law. Delays in seconds; costs are of one job, at 1, 5 and 20 s per request. */
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
  /** Cost at 1 s per request relative to the optimum's on these jobs, and the standard error of that. */
  toOptimum: number
  error: number
  /** How many were waited for before: what may have been learned from. */
  past?: number
}

/** All contenders on the same jobs, drawn by the seed. */
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

/** Job by job, so that long jobs and short ones do not blur it. */
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
