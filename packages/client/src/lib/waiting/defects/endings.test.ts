// Each of these is a defect that another library's waiter has, or had for years; whose is said
// above each.
import { trace } from '@opentelemetry/api'
import { describe, expect, it, vi } from 'vitest'
import {
  type TimeoutError,
  type Translation,
  VideoTranslationClient,
  type WaitOptions,
} from 'video-translation-client'
import { native } from 'video-translation-client/protocols/native'
import { createFakeApi, type FakeApi, problem } from '../../../../test/support/fake-api.ts'
import { follow, server, setUp } from '../../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../../test/support/virtual-time.ts'

useVirtualTime()

const polled = { schedule: 'fixed', minDelayMs: 2_000 } as const

describe('how a wait ends', () => {
  // @azure/core-lro: of several who wait for one job only the first one's signal counts.
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

  // google-gax: listeners are added for each wait and never removed.
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

  // AWS waiters: one more request after the abort, and a timer that keeps the process; replicate,
  // fal, runway: noticed after the next poll; fal: not at all while streaming; replicate: resolves
  // instead; Temporal: its wait could not be aborted.
  it('an abort rejects in the same turn on every path, with nothing asked after it', async () => {
    for (const transport of ['auto', 'held', 'notify', 'polling'] as const) {
      const { api, client } = setUp()
      const controller = new AbortController()
      const waiting = follow(client.wait(api.add().id, { signal: controller.signal, transport }))
      await vi.advanceTimersByTimeAsync(150)
      const before = api.requests.length
      controller.abort('mine')
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
      expect(waiting.error).toBe('mine')
      await vi.advanceTimersByTimeAsync(600_000)
      expect([api.requests.length, vi.getTimerCount()]).toEqual([before, 0])
    }
  })

  // openai, ai: an abort waited for the pause between repeated requests to pass.
  it('an abort does not wait for the pause after a failed request', async () => {
    const { api, client } = setUp()
    api.intercept = () => problem(429, 'slow_down', 'Later.', { 'retry-after': '30' })
    const controller = new AbortController()
    const { signal } = controller
    const waits = [client.wait(api.add().id, { ...polled, signal }), client.get('tr_1', { signal })].map(
      follow,
    )
    await vi.advanceTimersByTimeAsync(1_000)
    controller.abort('mine')
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    expect(waits).toEqual([{ error: 'mine' }, { error: 'mine' }])
  })

  // google-cloud-swift: the deadline is looked at after errors only; openai: after the next poll;
  // runway: after the pause.
  it('the deadline counts while every answer is a success that says "not done"', async () => {
    const { api, client } = setUp()
    const waiting = follow(client.wait(api.add().id, { ...polled, timeoutMs: 5_500 }))
    await vi.advanceTimersByTimeAsync(5_500)
    expect(waiting.error).toMatchObject({ code: 'timeout' })
    expect(vi.getTimerCount()).toBe(0)
  })

  // ai: its limit did not cover the request in flight; fal: while streaming it is thrown where
  // nobody can catch it.
  it('the time limit covers a request in flight and an open stream, and rejects the wait itself', async () => {
    for (const transport of ['auto', 'held', 'polling'] as const) {
      const { api, client } = setUp()
      api.intercept = transport === 'polling' ? () => new Promise(() => {}) : () => undefined
      const waiting = follow(client.wait(api.add().id, { transport, timeoutMs: 5_000 }))
      await vi.advanceTimersByTimeAsync(5_000)
      expect(waiting.error).toMatchObject({ name: 'TimeoutError', code: 'timeout' })
      expect([api.openStreams(), vi.getTimerCount()]).toEqual([0, 0])
    }
  })

  // google-gax: ten minutes in all killed long jobs; ai, runway: ten minutes; trigger.dev: 500
  // attempts.
  it('a job of a whole day is waited for without any limit being set', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ createdAt: new Date().toISOString() })
    const waiting = follow(client.wait(id, { transport: 'polling' }))
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(waiting).toEqual({})
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(waiting.result?.status).toBe('completed')
  })

  // fal: hides the id, so that a job that was paid for is lost; replicate: the id is all there is
  // to go on with.
  it('what is left of a wait that timed out names the job, and goes on elsewhere', async () => {
    const { api, client } = setUp()
    const request = { source: 'https://example.com/a.mp4', to: ['es'] }
    const waiting = follow(client.translate(request, { ...polled, timeoutMs: 5_000 }))
    await vi.advanceTimersByTimeAsync(5_000)
    const { translationId = '', resumeToken } = waiting.error as TimeoutError
    const resumed = follow(setUp({ fetch: api.fetch }).client.resume(JSON.stringify(resumeToken), polled))
    api.change(translationId, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(resumed.result).toMatchObject({ id: translationId, status: 'completed' })
  })

  it('a wait that goes on from a token ends with its revision, never with an older one', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ revision: 2 })
    const waiting = follow(client.wait(id, { ...polled, timeoutMs: 5_000 }))
    await vi.advanceTimersByTimeAsync(5_000)
    const { resumeToken } = waiting.error as TimeoutError
    expect(resumeToken).toMatchObject({ ids: [id], revision: 2 })
    // A server that is behind still shows how the first revision ended.
    api.change(id, { status: 'completed', revision: 1 })
    const resumed = follow(setUp({ fetch: api.fetch }).client.resume(resumeToken, polled))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(resumed.result).toBeUndefined()
    api.change(id, { status: 'completed', revision: 2 })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(resumed.result).toMatchObject({ id, revision: 2, status: 'completed' })
  })

  // replicate: cancels after the poll under way; fal: on a timeout, not on an abort; others never.
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

  // This client, once: the code of the cancel was loaded first, and `await using` closed the client
  // meanwhile.
  it.each(['timeout', 'abort'])(
    'a client that is closed right after a wait still cancels: %s',
    async (end) => {
      const { api } = setUp()
      const { id } = api.add({ status: 'running' })
      const controller = new AbortController()
      const waiting = follow(waitAndClose(api, id, { timeoutMs: 5_000, signal: controller.signal }))
      await vi.advanceTimersByTimeAsync(1_000)
      if (end === 'abort') controller.abort('enough')
      await vi.advanceTimersByTimeAsync(10_000)
      expect(waiting.error).toBeDefined()
      expect(api.requests.filter((request) => request.endsWith('/cancel'))).toHaveLength(1)
      expect(vi.getTimerCount()).toBe(0)
    },
  )

  it('the cancel has started when the code after the wait runs, since a page or process may end then', async () => {
    const { api, client } = setUp()
    const controller = new AbortController()
    const options = { ...polled, signal: controller.signal, cancelOnAbort: true }
    const waiting = client.wait(api.add().id, options).catch(() => [...api.requests])
    await vi.advanceTimersByTimeAsync(100)
    controller.abort('enough')
    expect(await waiting).toContainEqual(expect.stringContaining('/cancel'))
  })

  // replicate, fal: called between polls, so that what takes long there delays the wait.
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

  // All but two: nothing of a wait is seen in a trace.
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

  // This client, once: the rejection was unhandled, which ends a Node process.
  it.each(['startSpan', 'setAttributes'])(
    'a tracer that throws in %s is logged, and harms nothing',
    async (method) => {
      const fail = () => {
        throw new Error('tracer')
      }
      const span = { setAttributes: fail, setStatus: fail, end: fail }
      const startSpan = method === 'startSpan' ? fail : () => span
      trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as never })
      const errors: string[] = []
      const quiet = (): void => {}
      const logger = {
        debug: quiet,
        info: quiet,
        warn: quiet,
        error: (line: string) => void errors.push(line),
      }
      const { api, client } = setUp({ logger })
      const waiting = follow(client.wait(api.add({ status: 'completed' }).id))
      await vi.advanceTimersByTimeAsync(10)
      trace.disable()
      expect(waiting.result?.status).toBe('completed')
      expect(errors).toEqual(['tracing failed'])
    },
  )

  // This client, once: it polled for good.
  it('a wait that is aborted while it joins makes no request', async () => {
    const api = createFakeApi()
    const { id } = api.add({ status: 'running' })
    const controller = new AbortController()
    const onUpdate = ({ stage }: Translation): void => {
      if (stage === 'translate') controller.abort('enough')
    }
    const create = async (): Promise<Translation> => api.change(id, { stage: 'translate' })
    const { stream: _, hold: __, ...polledOnly } = native
    const client = new VideoTranslationClient(server, {
      fetch: api.fetch,
      protocol: { ...polledOnly, create },
    })
    follow(client.wait(id, { schedule: () => 60_000, onUpdate }))
    await vi.advanceTimersByTimeAsync(100)
    const request = { source: 'https://example.com/a.mp4', to: ['es'] }
    const waiting = follow(client.translate(request, { signal: controller.signal, schedule: () => 100 }))
    await vi.advanceTimersByTimeAsync(0)
    expect(waiting.error).toBe('enough')
    const before = api.requests.length
    await vi.advanceTimersByTimeAsync(5_000)
    expect(api.requests).toHaveLength(before)
  })
})

/** Waits, and closes the client at once. Requests need 50 ms to leave, and an abort stops them. */
async function waitAndClose(api: FakeApi, id: string, options: WaitOptions): Promise<void> {
  const slowFetch: typeof fetch = async (input, init) => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    init?.signal?.throwIfAborted()
    return await api.fetch(input, init)
  }
  await using client = new VideoTranslationClient(server, { fetch: slowFetch })
  await client.wait(id, { ...polled, ...options, cancelOnAbort: true })
}
