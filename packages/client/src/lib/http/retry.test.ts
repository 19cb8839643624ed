import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { setUp } from '../../../test/support/set-up.ts'
import { problem } from '../../../test/support/fake-api.ts'
import { advanceUntilSettled } from '../../../test/support/virtual-time.ts'
import { createRetryBudget, retryDelayMs } from './retry.ts'
import { retryAfterMs } from './problem.ts'

describe('a failed request', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('is repeated when it is answered %i', async (status) => {
    const { api, client } = setUp({ retry: { minDelayMs: 1 } })
    const { id } = api.add()
    api.intercept = () => (api.requests.length < 3 ? problem(status, 'busy', 'Busy.') : undefined)
    expect((await client.get(id)).id).toBe(id)
  })

  it.each([400, 401, 403, 404, 409, 410, 422, 501])(
    'is not repeated when it is answered %i',
    async (status) => {
      const { api, client } = setUp({ retry: { minDelayMs: 1 } })
      api.intercept = () => problem(status, 'no', 'No.')
      await expect(client.get('tr_1')).rejects.toMatchObject({ status })
      expect(api.requests).toHaveLength(1)
    },
  )

  it('is one of the connection, whatever a `fetch` rejects with', async () => {
    const { client } = setUp({ retry: { limit: 0 }, fetch: () => Promise.reject(null) })
    await expect(client.get('tr_1')).rejects.toMatchObject({ code: 'connection_failed' })
  })

  it('is repeated as often as the limit says, and then tells the last answer', async () => {
    const { api, client } = setUp({ retry: { limit: 2, minDelayMs: 1 } })
    api.intercept = () =>
      problem(503, 'unavailable', `Attempt ${api.requests.length}.`, { 'retry-after': '0' })
    await expect(client.get('tr_1')).rejects.toThrow(/Attempt 3/)
  })

  it('is repeated once in any case, and further only within the budget', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { api, client } = setUp({ retry: { minDelayMs: 1, maxDelayMs: 1 } })
    api.intercept = () => problem(503, 'unavailable', 'Down.')
    const calls = Array.from({ length: 50 }, () => client.get('tr_1'))
    await advanceUntilSettled(Promise.allSettled(calls))
    expect(api.requests).toHaveLength(2 * 50 + 20)
  })

  it('starves no call of another verb or id of its first repetition', async () => {
    // The budget fills again with time.
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { api, client } = setUp({ retry: { limit: 15, minDelayMs: 1, maxDelayMs: 1 } })
    api.intercept = () => problem(503, 'unavailable', 'Down.')
    const counts: number[] = []
    const calls = [
      ...['tr_1', 'tr_2', 'tr_3', 'tr_4'].map((id) => () => client.get(id)),
      () => client.cancel('tr_5'),
      () => client.engines(),
      () => client.create({ source: 'https://example.com/a.mp4', to: ['es'] }),
    ]
    for (const call of calls) {
      const before = api.requests.length
      await advanceUntilSettled(Promise.resolve(call()).catch(() => {}))
      counts.push(api.requests.length - before)
    }
    expect(counts).toEqual([16, 8, 2, 2, 2, 2, 2])
  })

  it('is not repeated without end where an option is given as undefined', async () => {
    const { api, client } = setUp({ retry: { limit: undefined as unknown as number, minDelayMs: 1 } })
    api.intercept = () => problem(503, 'unavailable', 'Down.')
    await expect(client.get('tr_1')).rejects.toMatchObject({ status: 503 })
    expect(api.requests).toHaveLength(4)
  })

  it('is not repeated once the client is closed, nor is the pause before that waited for', async () => {
    const { api, client } = setUp({ retry: { minDelayMs: 60_000, maxDelayMs: 60_000 } })
    vi.spyOn(Math, 'random').mockReturnValue(0.9)
    api.intercept = () => problem(503, 'unavailable', 'Down.')
    const getting = client.get('tr_1')
    await vi.waitFor(() => expect(api.requests).toHaveLength(1), 60_000)
    setTimeout(() => client.close(), 10)
    await expect(getting).rejects.toMatchObject({ code: 'closed' })
    expect(api.requests).toHaveLength(1)
    vi.restoreAllMocks()
  })

  it('is repeated for a create whose first attempt is still being worked on', async () => {
    const { api, client } = setUp()
    api.intercept = () =>
      api.requests.length < 2 ? problem(409, 'in_flight', 'Still at it.', { 'retry-after': '0' }) : undefined
    expect(await client.create({ source: 'https://example.com/a.mp4', to: ['es'] })).toMatchObject({
      version: 1,
    })
  })
})

describe('Retry-After', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-21T06:00:00Z') }))
  afterEach(() => void vi.useRealTimers())

  it.each([
    ['3', 3_000],
    ['0.5', 500],
    ['0', 0],
    ['Sat, 21 Nov 2026 06:00:10 GMT', 10_000],
    ['Sat, 21 Nov 2026 05:00:00 GMT', 0],
    ['277403', 60_000],
    ['soon', undefined],
    ['', undefined],
  ])('%j means %s ms', (value, expected) => {
    expect(retryAfterMs(new Headers({ 'retry-after': value }))).toBe(expected)
  })
})

it('pauses are drawn from a range that doubles up to its limit', () => {
  const options = { limit: 3, minDelayMs: 100, maxDelayMs: 300 }
  for (const [attempt, longest] of [
    [1, 100],
    [2, 200],
    [3, 300],
    [40, 300],
  ] as const) {
    const drawn = Array.from({ length: 200 }, () => retryDelayMs(attempt, options, new Error('reset')))
    expect(Math.max(...drawn)).toBeLessThanOrEqual(longest)
    expect(Math.max(...drawn)).toBeGreaterThan(longest * 0.8)
    expect(Math.min(...drawn)).toBeLessThan(longest * 0.2)
  }
})

it('a budget fills again with successes and with time', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const budget = createRetryBudget()
  const takeAll = () => Array.from({ length: 50 }, () => budget.take()).filter(Boolean).length
  expect(takeAll()).toBe(20)
  for (let success = 0; success < 5; success++) budget.succeeded()
  expect(takeAll()).toBe(1)
  vi.advanceTimersByTime(5_000)
  expect(takeAll()).toBe(1)
  vi.advanceTimersByTime(3_600_000)
  for (let success = 0; success < 500; success++) budget.succeeded()
  expect(takeAll()).toBe(20)
})
