// Each of these is a defect that another library's waiter has, or had for years.
import { trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WaitReport } from 'video-translation-client'
import { problem } from '../../../test/support/fake-api.ts'
import { follow, setUp } from '../../../test/support/set-up.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

const polled = { schedule: 'fixed', minDelayMs: 2_000 } as const

describe('what other waiters get wrong', () => {
  it('a status request that fails for good once does not make the job failed for ever', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    let refused = 1
    api.intercept = () => (refused-- > 0 ? problem(400, 'odd', 'Odd.') : undefined)
    follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(10)
    const again = follow(client.wait(id, polled))
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(again.result?.status).toBe('completed')
  })

  it('only the signal of the caller who aborts counts, not that of the first', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const first = new AbortController()
    const second = new AbortController()
    const waits = [first, second].map(({ signal }) => follow(client.wait(id, { ...polled, signal })))
    await vi.advanceTimersByTimeAsync(3_000)
    second.abort('mine')
    await vi.advanceTimersByTimeAsync(0)
    expect(waits).toEqual([{}, { error: 'mine' }])
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(waits[0]?.result?.status).toBe('completed')
  })

  it('no listener stays on a signal that outlives the wait', async () => {
    const { api, client } = setUp()
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    const { id } = api.add({ status: 'completed' })
    follow(client.wait(id, { ...polled, signal }))
    await vi.advanceTimersByTimeAsync(100)
    expect(added.mock.calls.length).toBeGreaterThan(0)
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length)
  })

  it('the deadline counts while every answer is a success that says "not done"', async () => {
    const { api, client } = setUp()
    const waiting = follow(client.wait(api.add().id, { ...polled, timeoutMs: 5_500 }))
    await vi.advanceTimersByTimeAsync(5_500)
    expect(waiting.error).toMatchObject({ code: 'timeout' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('an unknown status neither spins, nor ends the wait, nor passes for the end', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'succeeding' as 'running' })
    const waiting = follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(20_000)
    expect([api.requests.length, waiting]).toEqual([11, {}])
  })

  it('a job that runs on after the server let go of a held request is not taken for finished', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'running' })
    const waiting = follow(client.wait(id, { transport: 'held' }))
    await vi.advanceTimersByTimeAsync(200_000)
    expect(waiting).toEqual({})
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(1)
    expect(waiting.result?.status).toBe('completed')
  })

  it('a 429 that asks for two seconds is not met with six requests in five milliseconds', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    api.intercept = () => problem(429, 'slow_down', 'Later.', { 'retry-after': '2' })
    follow(client.get(id))
    follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(1_999)
    expect(api.requests.length).toBeLessThanOrEqual(2)
  })

  it('a start that failed is repeated with the same key', async () => {
    const { api, client } = setUp()
    let failures = 2
    api.intercept = () => (failures-- > 0 ? problem(503, 'busy', 'Busy.') : undefined)
    follow(client.create({ source: 'https://example.com/a.mp4', to: ['es'] }))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(new Set(api.headers.map((headers) => headers.get('idempotency-key'))).size).toBe(1)
    expect(api.requests).toHaveLength(3)
  })

  it('a thousand jobs started together are not asked for in a thousand requests, nor in step for ever', async () => {
    const { api, client } = setUp()
    const ids = Array.from({ length: 1_000 }, () => api.add().id)
    for (const id of ids) follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(api.requests).toHaveLength(10)
  })

  it('a lost webhook does not leave the wait to its timeout, and an early one does not break it', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const waiting = follow(client.wait(id, { transport: 'notify' }))
    expect(client.notify({ id: 'tr_other' })).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(80_000)
    expect(waiting.result?.status).toBe('completed')
  })

  it('a webhook ends a wait at once, by what the server says and not by what the webhook says', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const reports: WaitReport[] = []
    const onReport = (report: WaitReport): void => void reports.push(report)
    const waiting = follow(client.wait(id, { transport: 'notify', onReport }))
    await vi.advanceTimersByTimeAsync(10_000)
    client.notify({ data: { id, version: 99 } })
    await vi.advanceTimersByTimeAsync(100)
    expect(waiting).toEqual({})
    api.change(id, { status: 'completed', finishedAt: new Date().toISOString() })
    client.notify({ data: { id } })
    await vi.advanceTimersByTimeAsync(100)
    expect(waiting.result?.status).toBe('completed')
    expect(reports).toMatchObject([{ id, path: 'notify', requests: 3, detectionMs: expect.closeTo(0, -2) }])
  })

  it('a buffering proxy costs no job its end, and the stream is tried again later', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    let buffering = true
    api.intercept = (_, path) => {
      if (!buffering || !path.endsWith('/stream')) return undefined
      return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
    }
    const waiting = follow(client.wait(id))
    await vi.advanceTimersByTimeAsync(120_000)
    buffering = false
    await vi.advanceTimersByTimeAsync(230_000)
    expect(api.openStreams()).toBe(1)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(5)
    expect(waiting.result?.status).toBe('completed')
  })

  it('one of many that the server cannot tell does not hide the others', async () => {
    const { api, client } = setUp()
    const ids = [api.add({ status: 'completed' }).id, api.add({ version: 'x' as unknown as number }).id]
    const waiting = follow(client.waitMany(ids, { ...polled, timeoutMs: 20_000 }))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(waiting.result?.map(({ result }) => result)).toEqual(['completed', 'timeout'])
  })

  it('a wait that ends together with another cancels the job once', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const controller = new AbortController()
    const options = { ...polled, signal: controller.signal, cancelOnAbort: true }
    const waits = [client.wait(id, options), client.wait(id, options)].map(follow)
    await vi.advanceTimersByTimeAsync(100)
    controller.abort('enough')
    await vi.advanceTimersByTimeAsync(100)
    expect(waits.map(({ error }) => error)).toEqual(['enough', 'enough'])
    expect(api.requests.filter((request) => request.endsWith('/cancel'))).toHaveLength(1)
  })

  it('a slow onUpdate gets the newest state next, and delays nothing', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const seen: number[] = []
    const onUpdate = async ({ version }: { version: number }): Promise<void> => {
      seen.push(version)
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
    const waiting = follow(client.wait(id, { onUpdate }))
    await vi.advanceTimersByTimeAsync(10)
    for (let step = 0; step < 5; step++) api.change(id, { progress: step / 5 })
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(10)
    expect(waiting.result?.status).toBe('completed')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(seen).toEqual([1, 7])
  })

  it('a clock that was set, or a laptop that slept, makes the next poll come at once', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    follow(client.wait(id, { schedule: () => 3_600_000 }))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(api.requests).toHaveLength(1)
    vi.setSystemTime(Date.now() + 7_200_000)
    await vi.advanceTimersByTimeAsync(16_000)
    expect(api.requests).toHaveLength(2)
  })

  it('rate-limit headers are obeyed by every request of the client', async () => {
    const { api, client } = setUp()
    api.intercept = () => Response.json({ items: [] }, { headers: { ratelimit: '"a";r=0;t=30' } })
    await client.engines()
    follow(client.engines())
    await vi.advanceTimersByTimeAsync(29_000)
    expect(api.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(api.requests).toHaveLength(2)
  })

  it('a wait is a span where OpenTelemetry is set up', async () => {
    const ended: unknown[] = []
    const span = {
      setAttributes: (it: unknown) => ended.push(it),
      setStatus() {},
      end: () => ended.push('end'),
    }
    trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: () => span }) as never })
    const { api, client } = setUp()
    const waiting = follow(client.wait(api.add({ status: 'completed' }).id))
    await vi.advanceTimersByTimeAsync(10)
    expect(waiting.result?.status).toBe('completed')
    expect(ended).toEqual([
      { 'translation.requests': 1, 'translation.result': 'completed', 'translation.path': 'stream' },
      'end',
    ])
    trace.disable()
  })
})
