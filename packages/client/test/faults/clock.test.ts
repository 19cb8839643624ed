import type { WaitOptions } from 'video-translation-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { JOB_MS, startJob } from './waits.ts'
import { createHarness, type Harness } from './harness.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const STATUS = 'GET /v1/translations/*'
const POLLING: WaitOptions = { transport: 'polling', schedule: 'fixed', minDelayMs: 2_000 }
const TRANSPORTS: [string, WaitOptions][] = [
  ['the stream', {}],
  ['long polls', { transport: 'held' }],
  ['polling', POLLING],
]

let harness: Harness

beforeEach(async () => {
  harness = await createHarness()
})

afterEach(async () => {
  await harness[Symbol.asyncDispose]()
})

describe.each(TRANSPORTS)('a wait with %s', (_, options) => {
  it.each([
    ['forward', DAY_MS],
    ['back', -DAY_MS],
  ])('is not affected by a clock that jumps %s', async (_, byMs) => {
    setTimeout(() => vi.setSystemTime(Date.now() + byMs), JOB_MS / 2)
    const waiting = harness.client.wait(startJob(harness), { ...options, timeoutMs: 60_000 })
    const { result, tookMs } = await harness.end(waiting, HOUR_MS)
    expect(result?.status).toBe('completed')
    expect(tookMs).toBeLessThanOrEqual(JOB_MS + 3_000)
    expect(harness.attempts.length).toBeLessThanOrEqual(15)
    expect(await harness.leftovers()).toEqual([])
  })
})

it('a Retry-After date far in the future delays a request by a minute at most', async () => {
  const { api, client, proxy } = harness
  const { id } = api.add()
  const inADay = { dateInSeconds: DAY_MS / 1_000 }
  harness.play([{ route: STATUS, times: 1, fault: { kind: 'answer', status: 503, retryAfter: inADay } }])
  const { result, tookMs } = await harness.end(client.get(id), HOUR_MS)
  expect(result?.id).toBe(id)
  expect(tookMs).toBeLessThanOrEqual(61_000)
  expect(proxy.times(STATUS)).toHaveLength(2)
})

it('a Retry-After date in the past does not cause immediate retries', async () => {
  const { client } = harness
  const past = { dateInSeconds: -60 }
  harness.play([{ route: STATUS, fault: { kind: 'answer', status: 503, retryAfter: past } }])
  const id = startJob(harness)
  const { error } = await harness.end(client.wait(id, POLLING), HOUR_MS)
  expect(error).toMatchObject({ code: 'outage' })
  expect(harness.attempts.length).toBeLessThanOrEqual(60)
})

it('a delay of hours is kept, without requests in between', async () => {
  const seldom: WaitOptions = { transport: 'polling', schedule: 'fixed', minDelayMs: 6 * HOUR_MS }
  const { result } = await harness.end(harness.client.wait(startJob(harness), seldom), DAY_MS)
  expect(result?.status).toBe('completed')
  expect(harness.attempts).toHaveLength(2)
})
