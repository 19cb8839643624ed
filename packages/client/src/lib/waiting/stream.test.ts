import { describe, expect, it, vi } from 'vitest'
import type { Translation } from 'video-translation-client'
import { problem } from '../../../test/support/fake-api.ts'
import { follow, setUp } from '../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../test/support/virtual-time.ts'

useVirtualTime()

describe('waiting by the stream', () => {
  it('tells every change on one connection and resolves when it is completed', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const updates: string[] = []
    const waiting = follow(
      client.wait(id, { onUpdate: ({ status, progress }) => updates.push(`${status} ${progress}`) }),
    )
    await vi.advanceTimersByTimeAsync(5)
    api.change(id, { status: 'running', progress: 0.5 })
    await vi.advanceTimersByTimeAsync(5)
    api.change(id, { status: 'completed', progress: 1 })
    await vi.advanceTimersByTimeAsync(5)
    expect(waiting.result?.status).toBe('completed')
    expect(updates).toEqual(['pending undefined', 'running 0.5', 'completed 1'])
    expect(api.requests).toEqual(['POST /v1/translations/stream'])
    expect([api.openStreams(), vi.getTimerCount()]).toEqual([0, 0])
  })

  it('shares one connection between all waits, and adds ids to it', async () => {
    const { api, client } = setUp()
    const [a, b] = [api.add(), api.add()]
    const waits = [client.wait(a.id), client.wait(a.id), client.wait(b.id)].map(follow)
    await vi.advanceTimersByTimeAsync(50)
    expect(api.openStreams()).toBe(1)
    const late = follow(client.wait(api.add().id))
    await vi.advanceTimersByTimeAsync(50)
    expect(api.openStreams()).toBe(1)
    expect(api.bodies.at(-1)).toMatchObject({
      translations: [{ version: 0 }, { version: 1 }, { version: 1 }],
    })
    api.change(a.id, { status: 'completed' })
    api.change(b.id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(5)
    expect(waits.map(({ result }) => result?.status)).toEqual(['completed', 'completed', 'completed'])
    expect(late.result).toBeUndefined()
  })

  it('spreads 45,000 ids over connections of at most 20,000, and sends none of them again', async () => {
    const { api, client } = setUp()
    const ids = Array.from({ length: 45_000 }, () => api.add().id)
    const completed: string[] = []
    const onUpdate = ({ id, status }: Translation) => void (status === 'completed' && completed.push(id))
    follow(client.waitMany(ids, { onUpdate }))
    await vi.advanceTimersByTimeAsync(50)
    follow(client.wait(api.add().id))
    await vi.advanceTimersByTimeAsync(50)
    const sizes = (api.bodies as { translations: unknown[] }[]).map((body) => body.translations.length)
    expect(sizes).toEqual([20_000, 20_000, 5_000, 1])
    expect(api.openStreams()).toBe(4)
    const last = ids.at(-1) as string
    api.change(last, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(5)
    expect(completed).toEqual([last])
    client.close()
  })

  it('opens it anew after a change that it cannot read: one is no reason to give up what has lasted', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const waiting = follow(client.wait(id))
    for (let beat = 0; beat < 4; beat++) {
      await vi.advanceTimersByTimeAsync(15_000)
      api.heartbeat()
    }
    api.change(id, { version: 'x' as never })
    api.change(id, { version: 7 })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(api.requests.filter((request) => request.endsWith('/stream'))).toHaveLength(2)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(5)
    expect(waiting.result?.status).toBe('completed')
    expect(api.openStreams()).toBe(0)
  })

  it('leaves no connection open whose answer is none', async () => {
    const { api, client } = setUp()
    const states = { opened: 0, closed: 0 }
    api.intercept = ({ signal }, path) => {
      if (!path.endsWith('/stream')) return undefined
      states.opened++
      signal.addEventListener('abort', () => states.closed++)
      return new Response(new ReadableStream(), { headers: { 'content-type': 'application/json' } })
    }
    follow(client.wait(api.add().id))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(states).toEqual({ opened: 1, closed: 1 })
    client.close()
  })

  it('does not ask for all at one time that were created together and are not told of', async () => {
    const firstMs: number[] = []
    for (let one = 0; one < 20; one++) {
      const { api, client } = setUp()
      const startedMs = performance.now()
      api.intercept = ({ method }, path) => {
        if (path.endsWith('/stream'))
          return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
        if (method === 'GET') firstMs.push(Math.round(performance.now() - startedMs))
        return undefined
      }
      follow(client.translate({ source: 'https://example.com/talk.mp4', to: ['es'] }))
      await vi.advanceTimersByTimeAsync(2_600)
      client.close()
    }
    expect(new Set(firstMs).size).toBeGreaterThan(10)
  })

  it('connects again after the server closes the stream, and misses nothing', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const waiting = follow(client.wait(id))
    await vi.advanceTimersByTimeAsync(12_000)
    api.heartbeat()
    api.endStreams()
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(waiting.result?.status).toBe('completed')
  })

  it.each([404, 405, 406, 501])(
    'falls back to held requests where the stream is answered %i',
    async (status) => {
      const { api, client } = setUp()
      const { id } = api.add()
      api.intercept = (_, path) => (path.endsWith('/stream') ? problem(status, 'no', 'no stream') : undefined)
      const waiting = follow(client.wait(id))
      await vi.advanceTimersByTimeAsync(70_000)
      expect(api.requests).toHaveLength(5)
      expect(api.headers.at(-1)?.get('prefer')).toBe('wait=30')
      api.change(id, { status: 'completed' })
      await vi.advanceTimersByTimeAsync(1)
      expect(waiting.result?.status).toBe('completed')
      expect(vi.getTimerCount()).toBe(0)
    },
  )

  it('does not try again at once where the stream is answered by something else', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    api.intercept = (_, path) => (path.endsWith('/stream') ? Response.json({ ok: true }) : undefined)
    const waiting = follow(client.wait(id))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(api.requests.filter((request) => request.endsWith('/stream'))).toHaveLength(1)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(1)
    expect(waiting.result?.status).toBe('completed')
  })

  it('falls back to polling where requests are not held either, and never spins', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    api.intercept = (request, path) => {
      if (path.endsWith('/stream')) return new Response('nothing here', { status: 404 })
      return request.headers.has('if-none-match') ? new Response(null, { status: 304 }) : undefined
    }
    follow(client.wait(id))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(api.requests.length).toBeLessThan(30)
    expect(api.requests.length).toBeGreaterThanOrEqual(5)
  })

  it('notices a proxy that lets nothing through and goes on without the stream', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    api.intercept = (_, path) => {
      if (!path.endsWith('/stream')) return undefined
      return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
    }
    const waiting = follow(client.wait(id))
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(45_000)
    expect(waiting.result?.status).toBe('completed')
  })

  it('tells when it was deleted, and when it never was', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const waits = [client.wait(id), client.wait('tr_none')].map(follow)
    await vi.advanceTimersByTimeAsync(50)
    api.remove(id)
    await vi.advanceTimersByTimeAsync(5)
    expect(waits.map(({ error }) => (error as { code: string }).code)).toEqual(['deleted', 'not_found'])
  })

  it('waits a moment for one that was created just now to appear', async () => {
    const { api, client } = setUp()
    const waiting = follow(client.translate({ source: 'https://example.com/a.mp4', to: ['es'] }))
    await vi.advanceTimersByTimeAsync(0)
    const id = api.requests.length ? 'tr' : ''
    expect(id).toBe('tr')
    const created = (await client.list().page()).items[0] as Translation
    api.intercept = (_, path) =>
      path.endsWith('/stream') && performance.now() - startedMs < 3_000
        ? new Response(`event: missing\ndata: {"id":"${created.id}"}\n\n`, {
            headers: { 'content-type': 'text/event-stream' },
          })
        : undefined
    const startedMs = performance.now()
    await vi.advanceTimersByTimeAsync(6_000)
    api.change(created.id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(6_000)
    expect(waiting).toMatchObject({ result: { status: 'completed' } })
  })

  it('does not take an older state for news', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ version: 7, status: 'running' })
    const seen: number[] = []
    follow(client.wait(id, { onUpdate: ({ version }) => seen.push(version) }))
    await vi.advanceTimersByTimeAsync(5)
    api.change(id, { version: 3, status: 'pending' })
    api.change(id, { version: 8 })
    await vi.advanceTimersByTimeAsync(5)
    expect(seen).toEqual([7, 8])
  })
})
