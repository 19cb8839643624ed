import { describe, expect, it, vi } from 'vitest'
import {
  type Outcome,
  TimeoutError,
  TranslationError,
  VideoTranslationClient,
} from 'video-translation-client'
import { problem } from '../../../test/support/fake-api.ts'
import { follow, server, setUp } from '../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../test/support/virtual-time.ts'

useVirtualTime()

describe('what others do', () => {
  it('never leaves a wait blind: the last that followed the stream may go', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'running' })
    const abort = new AbortController()
    follow(client.wait(id, { signal: abort.signal }))
    const staying = follow(client.wait(id, { transport: 'held' }))
    await vi.advanceTimersByTimeAsync(50)
    abort.abort()
    await vi.advanceTimersByTimeAsync(3_000)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(50)
    expect(staying.result?.status).toBe('completed')
  })

  it('is logged where a schedule of the user throws, and ends no wait', async () => {
    const errors: string[] = []
    const quiet = (): void => {}
    const error = (message: string): void => void errors.push(message)
    const { api, client } = setUp({ logger: { debug: quiet, info: quiet, warn: quiet, error } })
    const { id } = api.add({ status: 'running' })
    const schedule = (): number => {
      throw new Error('mine')
    }
    const waiting = follow(client.wait(id, { schedule }))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(api.requests.length).toBeLessThan(8)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(waiting.result?.status).toBe('completed')
    expect(errors).toContain('the schedule failed')
  })
})

describe('how a wait ends', () => {
  it.each(['error', 'partial', 'canceled', 'needs_input'] as const)(
    '%s is an error with the translation',
    async (status) => {
      const { api, client } = setUp()
      const { id } = api.add({ status, error: { code: 'no_speech', message: 'Nobody speaks.' } })
      const waiting = follow(client.wait(id))
      await vi.advanceTimersByTimeAsync(5)
      expect(waiting.error).toBeInstanceOf(TranslationError)
      expect(waiting.error).toMatchObject({ code: 'no_speech', translationId: id, translation: { status } })
      expect((waiting.error as Error).message).toContain('Nobody speaks.')
    },
  )

  it('goes on at needs_input when told to', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'needs_input' })
    const waiting = follow(client.wait(id, { continueOnInput: true }))
    await vi.advanceTimersByTimeAsync(5)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(5)
    expect(waiting.result?.status).toBe('completed')
  })

  it('an abort rejects in the same turn with the reason given, and leaves no timer, request or job behind', async () => {
    for (const transport of ['auto', 'held', 'polling'] as const) {
      const { api, client } = setUp()
      const { id } = api.add()
      const controller = new AbortController()
      const waiting = follow(client.wait(id, { signal: controller.signal, transport, timeoutMs: 60_000 }))
      await vi.advanceTimersByTimeAsync(100)
      const before = api.requests.length
      controller.abort('enough')
      for (let microtask = 0; microtask < 10; microtask++) await Promise.resolve()
      expect(waiting.error).toBe('enough')
      expect(api.openStreams()).toBe(0)
      await vi.advanceTimersByTimeAsync(60_000)
      expect([api.requests.length, vi.getTimerCount()]).toEqual([before, 0])
    }
  })

  it('an abort before the start makes no request', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    await expect(client.wait(id, { signal: AbortSignal.abort('no') })).rejects.toBe('no')
    expect([api.requests.length, vi.getTimerCount()]).toEqual([0, 0])
  })

  it('cancels the translation once on abort or timeout, when asked to', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const controller = new AbortController()
    follow(client.wait(id, { signal: controller.signal, cancelOnAbort: true }))
    await vi.advanceTimersByTimeAsync(5)
    controller.abort()
    await vi.advanceTimersByTimeAsync(5)
    follow(client.wait(api.add().id, { timeoutMs: 10, cancelOnAbort: true }))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(api.requests.filter((request) => request.endsWith('/cancel'))).toHaveLength(2)
  })

  it('a timeout covers a request in flight, and its token resumes the wait in another client', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    let hanging = true
    api.intercept = () => (hanging ? new Promise(() => {}) : undefined)
    const waiting = follow(client.wait(id, { timeoutMs: 5_000 }))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(waiting.error).toBeInstanceOf(TimeoutError)
    expect(vi.getTimerCount()).toBe(0)
    hanging = false
    const token = JSON.stringify((waiting.error as TimeoutError).resumeToken)
    const resumed = follow(new VideoTranslationClient(server, { fetch: api.fetch }).resume(token))
    await vi.advanceTimersByTimeAsync(5)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(5)
    expect(resumed.result?.status).toBe('completed')
  })

  it('a timeout longer than a timer can hold does not fire at once', async () => {
    const { api, client } = setUp()
    const waiting = follow(client.wait(api.add().id, { timeoutMs: 2 ** 31 + 10_000 }))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(waiting).toEqual({})
  })

  it.each(['{}', 'nonsense', '{"v":1,"server":"https://other.example.com","ids":["tr_1"]}'])(
    'refuses the token %s',
    async (token) => {
      await expect(setUp().client.resume(token)).rejects.toMatchObject({ code: 'invalid_token' })
    },
  )

  it('settles many each on its own, in order, and rejects only for an abort', async () => {
    const { api, client } = setUp()
    const done = api.add({ status: 'completed' })
    const failed = api.add({ status: 'error' })
    const slow = api.add()
    const ids = [done.id, 'tr_none', failed.id, slow.id, done.id]
    const waiting = follow<Outcome[]>(client.waitMany(ids, { timeoutMs: 1_000 }))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(waiting.result?.map(({ id }) => id)).toEqual(ids)
    expect(waiting.result?.map(({ result }) => result)).toEqual([
      'completed',
      'failed',
      'error',
      'timeout',
      'completed',
    ])
    expect(await client.waitMany([])).toEqual([])
    await expect(client.waitMany(ids, { signal: AbortSignal.abort('no') })).rejects.toBe('no')
  })

  it('tells an outcome instead of throwing with settle', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'error' })
    const waiting = follow(client.wait(id, { settle: true }))
    await vi.advanceTimersByTimeAsync(5)
    expect(waiting.result).toMatchObject({ id, result: 'error', error: { name: 'TranslationError' } })
  })

  it('an onUpdate that throws, rejects or never ends changes nothing, and is logged', async () => {
    const errors: unknown[] = []
    const quiet = (): void => {}
    const logger = {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (_: string, fields: object) => errors.push(fields),
    }
    const { api, client } = setUp({ logger })
    const { id } = api.add({ status: 'completed' })
    const bad = [
      () => {
        throw new Error('mine')
      },
      async () => {
        throw new Error('mine')
      },
      () => new Promise(() => {}),
    ]
    const waits = bad.map((onUpdate) => follow(client.wait(id, { onUpdate })))
    await vi.advanceTimersByTimeAsync(50)
    expect(waits.map(({ result }) => result?.status)).toEqual(['completed', 'completed', 'completed'])
    expect(errors).toEqual([1, 2].map(() => ({ translationId: id, error: 'Error: mine' })))
  })

  it('waits through an outage, up to its limit, and then names the id and leaves a token', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    let down = true
    api.intercept = () => {
      if (down) throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
      return undefined
    }
    const through = follow(client.wait(id))
    const given = follow(client.wait(id, { outageMs: 60_000 }))
    await vi.advanceTimersByTimeAsync(300_000)
    expect(given.error).toMatchObject({
      name: 'ConnectionError',
      code: 'outage',
      translationId: id,
      resumeToken: { ids: [id] },
    })
    expect(through).toEqual({})
    expect(api.requests.length).toBeLessThan(60)
    down = false
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(31_000)
    expect(through.result?.status).toBe('completed')
  })

  it.each([401, 403])('a status request answered %i ends the wait', async (status) => {
    const { api, client } = setUp()
    api.intercept = () => problem(status, 'forbidden', 'This key may not.')
    const waiting = follow(client.wait('tr_1'))
    await vi.advanceTimersByTimeAsync(5)
    expect(waiting.error).toMatchObject({ name: 'ApiError', status })
  })
})

describe('the log', () => {
  it('names the translation in each line about it, and never holds the key', async () => {
    const lines: [string, object][] = []
    const write = (message: string, fields: object): void => void lines.push([message, fields])
    const { api, client } = setUp({
      apiKey: 'hunter2',
      logger: { debug: write, info: write, warn: write, error: write },
    })
    let broken = 2
    api.intercept = () => (broken-- > 0 ? problem(503, 'busy', 'Busy.') : undefined)
    const waiting = follow(
      client.translate({ source: 'https://example.com/a.mp4', to: ['es'] }, { schedule: 'fixed' }),
    )
    await vi.advanceTimersByTimeAsync(30_000)
    const id = /tr_\d+/.exec(api.requests.at(-1) ?? '')?.[0] ?? ''
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(waiting.result?.status).toBe('completed')
    const created = lines.findIndex(([message]) => message === 'translation created')
    expect(lines.slice(created).map(([, fields]) => fields)).toEqual(
      lines.slice(created).map(() => expect.objectContaining({ translationId: id })),
    )
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  })

  it('has no warning about a wait that was aborted', async () => {
    const warnings: string[] = []
    const quiet = (): void => {}
    const warn = (message: string): void => void warnings.push(message)
    for (const transport of ['auto', 'held', 'polling'] as const) {
      const { api, client } = setUp({ logger: { debug: quiet, info: quiet, error: quiet, warn } })
      api.intercept = () => new Promise(() => {})
      const controller = new AbortController()
      follow(client.wait('tr_1', { transport, signal: controller.signal }))
      await vi.advanceTimersByTimeAsync(100)
      controller.abort()
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(warnings).toEqual([])
  })
})
