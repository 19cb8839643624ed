import type { WaitOptions } from 'video-translation-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { JOB_MS, startJob } from './waits.ts'
import { createWorld, type World } from './world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const STATUS = 'GET /v1/translations/*'
const POLLING: WaitOptions = { transport: 'polling', schedule: 'fixed', minDelayMs: 2_000 }
const WAYS: [string, WaitOptions][] = [
  ['the stream', {}],
  ['held requests', { transport: 'held' }],
  ['polling', POLLING],
]

let world: World

beforeEach(async () => {
  world = await createWorld()
})

afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

describe.each(WAYS)('a wait by %s', (_, options) => {
  it.each([
    ['forward', DAY_MS],
    ['back', -DAY_MS],
  ])('does not care when the clock on the wall jumps %s', async (_, byMs) => {
    setTimeout(() => vi.setSystemTime(Date.now() + byMs), JOB_MS / 2)
    const waiting = world.client.wait(startJob(world), { ...options, timeoutMs: 60_000 })
    const { result, tookMs } = await world.end(waiting, HOUR_MS)
    expect(result?.status).toBe('completed')
    expect(tookMs).toBeLessThanOrEqual(JOB_MS + 3_000)
    expect(world.attempts.length).toBeLessThanOrEqual(15)
    expect(await world.leftovers()).toEqual([])
  })
})

it('a date in Retry-After that a wrong clock puts into tomorrow holds a request up for a minute at most', async () => {
  const { api, client, proxy } = world
  const { id } = api.add()
  const inADay = { dateInSeconds: DAY_MS / 1_000 }
  world.play([{ route: STATUS, times: 1, fault: { kind: 'answer', status: 503, retryAfter: inADay } }])
  const { result, tookMs } = await world.end(client.get(id), HOUR_MS)
  expect(result?.id).toBe(id)
  expect(tookMs).toBeLessThanOrEqual(61_000)
  expect(proxy.times(STATUS)).toHaveLength(2)
})

it('a date in Retry-After that has passed is not a reason to ask at once', async () => {
  const { client } = world
  const past = { dateInSeconds: -60 }
  world.play([{ route: STATUS, fault: { kind: 'answer', status: 503, retryAfter: past } }])
  const id = startJob(world)
  const { error } = await world.end(client.wait(id, POLLING), HOUR_MS)
  expect(error).toMatchObject({ code: 'outage' })
  expect(world.attempts.length).toBeLessThanOrEqual(60)
})

it('a pause of hours is kept, and nothing is asked meanwhile', async () => {
  const seldom: WaitOptions = { transport: 'polling', schedule: 'fixed', minDelayMs: 6 * HOUR_MS }
  const { result } = await world.end(world.client.wait(startJob(world), seldom), DAY_MS)
  expect(result?.status).toBe('completed')
  expect(world.attempts).toHaveLength(2)
})
