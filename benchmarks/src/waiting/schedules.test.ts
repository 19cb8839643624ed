import { beforeAll, describe, expect, it } from 'vitest'
import { EXPECTED_WAIT, recordClient, waitForJobs, warmUp } from './client-waits.ts'
import { costOf, tabulate } from './cost.ts'
import { fileLaw } from './file-law.ts'
import { SHAPE_LAWS, VENDOR_LAWS, type DurationLaw } from './laws.ts'
import { bestFixed, optimal } from './oracle.ts'
import { random } from './random.ts'
import { awsRule, every, follows, gaxRule, heygenRule, runwayRule, traceOf } from './rules.ts'
import { replay } from './trace.ts'
import { startVirtualTime } from './virtual-time.ts'
import { optimumWaits } from './optimum-waits.ts'

const QUEUE_SEEN = VENDOR_LAWS.find(({ name }) => name === 'dub, queue seen') as DurationLaw
const MEMORYLESS = SHAPE_LAWS.find(({ name }) => name === 'memoryless') as DurationLaw

beforeAll(warmUp)

describe('virtual time', () => {
  it('passes an hour in no time, runs timers in order, and keeps all clocks equal', async () => {
    const time = startVirtualTime(1)
    const seen: [string, number, number][] = []
    try {
      const note = (name: string) => seen.push([name, performance.now(), Date.now() - time.now()])
      setTimeout(note, 3_600_000, 'hour')
      setTimeout(note, 1000, 'second')
      const called = setTimeout(note, 500, 'called off')
      clearTimeout(called)
      await time.runUntil(4_000_000)
    } finally {
      time.stop()
    }
    expect(seen.map(([name, atMs]) => [name, atMs])).toEqual([
      ['second', 1000],
      ['hour', 3_600_000],
    ])
    expect(new Set(seen.map(([, , offset]) => offset)).size).toBe(1)
  })
})

describe('the rules of other libraries', () => {
  it('are those of their documents', () => {
    const first = (rule: Parameters<typeof traceOf>[0], count = 6) =>
      traceOf(rule, () => 0.5, Infinity, count).map((at) => Math.round(at * 1000) / 1000)
    expect(first(every(5, 5), 3)).toEqual([5, 10, 15])
    expect(first(gaxRule, 4)).toEqual([0, 0.1, 0.23, 0.399])
    expect(first(heygenRule)).toEqual([0, 2, 6, 14, 30, 60])
    expect(first(runwayRule, 3)).toEqual([6, 12, 18])
    expect(first(awsRule, 4)).toEqual([0, 2, 5, 10])
  })

  it('reach their longest delays, random or not', () => {
    const last = (rule: Parameters<typeof traceOf>[0]) => {
      const trace = traceOf(rule, random(1), 7200)
      return trace
        .slice(-20)
        .map((at, i, all) => at - (all[i - 1] ?? Number.NaN))
        .slice(1)
    }
    for (const delay of last(gaxRule)) expect(delay).toBeCloseTo(60)
    for (const delay of last(awsRule)) expect(delay).toBeCloseTo(120)
    expect(Math.max(...last(heygenRule))).toBeGreaterThan(30)
    expect(Math.max(...last(heygenRule))).toBeLessThanOrEqual(37.5)
  })

  it('recognise a trace that does not follow them', () => {
    expect(follows(traceOf(awsRule, random(3), 3600), awsRule)).toBe(true)
    expect(follows([0, 2, 4, 30], awsRule)).toBe(false)
  })
})

describe('a replayed recording', () => {
  it.each(['progressive', 'exponential', 'fixed'] as const)(
    'gives the same requests and delays as the client: %s',
    async (schedule) => {
      const next = random(7)
      const jobs = Array.from({ length: 6 }, () => QUEUE_SEEN.draw(next))
      const wait = { begins: 'asking', options: { schedule } } as const
      const { timeoutSeconds } = QUEUE_SEEN
      const traces = await recordClient(wait, { horizonSeconds: timeoutSeconds, seed: 1, times: 1 })
      const real = await waitForJobs(jobs, wait, timeoutSeconds, 1)
      const isReset = schedule === 'progressive'
      jobs.forEach((job, i) => {
        const replayed = replay({ traces, isReset }, job, i, timeoutSeconds)
        expect(replayed.requests).toBe(real[i]?.requests)
        expect(Math.abs((replayed.delaySeconds ?? 0) - (real[i]?.delaySeconds ?? 0))).toBeLessThan(0.05)
      })
    },
  )

  it('counts the requests for a stuck job until the timeout, and one more', () => {
    expect(replay({ traces: [[0, 10]], isReset: false }, { seconds: Infinity }, 0, 95)).toEqual({
      requests: 11,
    })
  })
})

describe('the optimum', () => {
  it('is a constant interval for a memoryless law', () => {
    const tables = [tabulate(MEMORYLESS)]
    const cost = costOf(MEMORYLESS, tables, optimal(MEMORYLESS, tables, 1))
    const fixed = bestFixed(MEMORYLESS, tables, 1)
    const J = (one: { requests: number; delay: number }) => one.requests + one.delay
    expect(Math.abs(J(cost) / J(fixed.cost) - 1)).toBeLessThan(0.01)
    expect(Math.abs(fixed.intervalSeconds - 35)).toBeLessThan(3)
  })

  it('costs the same on drawn jobs as on the law', () => {
    const tables = [tabulate(MEMORYLESS)]
    const { requests, delay } = costOf(MEMORYLESS, tables, optimal(MEMORYLESS, tables, 1))
    const next = random(5)
    const waits = optimumWaits(
      MEMORYLESS,
      Array.from({ length: 4000 }, () => MEMORYLESS.draw(next)),
    )
    const drawn =
      waits.reduce((sum, wait) => sum + wait.requests + (wait.delaySeconds ?? 0), 0) / waits.length
    expect(Math.abs(drawn / (requests + delay) - 1)).toBeLessThan(0.04)
  })
})

describe('the expected schedule in the real scheduler', () => {
  it('learns: after 60 similar jobs it notices an end within seconds, with few requests', async () => {
    const next = random(2)
    const jobs = Array.from({ length: 80 }, () => ({ seconds: 600 + 20 * next(), mediaSeconds: 300 }))
    const waits = (await waitForJobs(jobs, EXPECTED_WAIT, 3600, 1)).slice(60)
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(waits.map(({ requests }) => requests))).toBeLessThan(8)
    expect(mean(waits.map(({ delaySeconds = Number.NaN }) => delaySeconds))).toBeLessThan(6)
  })
})

describe('a law from a file', () => {
  it('draws from the list, with stuck jobs and failures', () => {
    const law = fileLaw('some', [
      { seconds: 100, mediaSeconds: 50 },
      { seconds: 210, mediaSeconds: 100 },
      { seconds: 20, outcome: 'error' },
      { seconds: 0, outcome: 'stuck' },
    ])
    const next = random(1)
    const drawn = new Set(Array.from({ length: 100 }, () => law.draw(next).seconds))
    expect([...drawn].sort((a, b) => a - b)).toEqual([20, 100, 210, Infinity])
    expect(law.ended(1e6, 50)).toBeCloseTo(0.75)
  })
})
