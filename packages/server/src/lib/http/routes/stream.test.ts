import { describe, expect, it } from 'vitest'
import { openStream } from '../../../../test/support/events.ts'
import {
  create, inProcess, overSocket, postJson, startServer, startSlowServer, TALK, untilRunning, type Fetch,
} from '../../../../test/support/test-server.ts' // prettier-ignore

const cancel = { method: 'POST' }

describe('the stream', () => {
  it('sends first the newer states, then each change until the end', async () => {
    const server = await startServer()
    for (const ask of [inProcess(server), await overSocket(server)]) {
      const { id } = await create(ask)
      const stream = await openStream(ask, { translations: [{ id }] })
      expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
      expect(stream.response.headers.get('x-accel-buffering')).toBe('no')
      let version = 0
      const last = await stream.until(({ event, id: eventId, data }) => {
        expect(event).toBe('translation')
        expect(data.version).toBeGreaterThan(version)
        expect(eventId).toBe(String(data.version))
        version = data.version
        return data.status === 'completed'
      })
      expect(last.data.targets[0]?.artifacts[0]?.url).toContain('signature=')
    }
  })

  it('does not send a version that was seen', async () => {
    const ask = inProcess(await startSlowServer())
    const { id } = await create(ask)
    const { version } = await untilRunning(ask, id)
    const stream = await openStream(ask, { translations: [{ id, version }] })
    const first = stream.next()
    await ask(`/v1/translations/${id}/cancel`, cancel)
    expect((await first)?.data.version).toBeGreaterThan(version)
  })

  it('reports missing and deleted translations, but none of another key', async () => {
    const apiKeys = [
      { name: 'ann', key: 'ann-0123456789abcdef' },
      { name: 'bob', key: 'bob-0123456789abcdef' },
    ]
    const server = await startSlowServer({ apiKeys })
    const [ann, bob] = apiKeys.map(({ key }) => inProcess(server, { 'x-api-key': key }))
    if (!ann || !bob) throw new Error('two keys')
    const { id } = await create(ann)
    await untilRunning(ann, id)
    const theirs = await openStream(bob, { translations: [{ id }] })
    expect(await theirs.next()).toMatchObject({ event: 'missing', data: { id } })
    const mine = await openStream(ann, { translations: [{ id }, { id: 'tr_0' }] })
    const told = [await mine.next(), await mine.next()].map((event) => event?.event)
    expect(told.sort()).toEqual(['missing', 'translation'])
    await ann(`/v1/translations/${id}`, { method: 'DELETE' })
    expect(await mine.until(({ event }) => event === 'removed')).toMatchObject({ data: { id } })
  })

  it('follows the matches of a filter, new ones too, each to its end', async () => {
    const ask = inProcess(await startSlowServer())
    const old = await create(ask, { ...TALK, reference: 'a' })
    const stream = await openStream(ask, { filter: { reference: 'a', status: ['pending', 'running'] } })
    await stream.until(({ data }) => data.id === old.id)
    await create(ask, { ...TALK, reference: 'b' })
    const fresh = await create(ask, { ...TALK, reference: 'a' })
    await stream.until(({ data }) => {
      expect(data.reference).toBe('a')
      return data.id === fresh.id
    })
    await ask(`/v1/translations/${fresh.id}/cancel`, cancel)
    await stream.until(({ data }) => data.id === fresh.id && data.status === 'canceled')
  })

  it('accepts at most twenty thousand ids', async () => {
    const ask = await overSocket(await startSlowServer())
    const { id } = await create(ask)
    const unknown = Array.from({ length: 20_000 }, (_, index) => ({
      id: `tr_00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      version: 12_345,
    }))
    const refused = await ask('/v1/translations/stream', postJson({ translations: [{ id }, ...unknown] }))
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { errors: [{ pointer: '/translations', detail: 'It must not have more than 20000 items.' }] },
    ])
    const stream = await openStream(ask, { translations: [{ id }, ...unknown.slice(1)] })
    expect((await stream.next())?.data.id).toBe(id)
    for (let count = 1; count < 20_000; count++) expect((await stream.next())?.event).toBe('removed')
  })

  it('is refused at the limit of the key, until the key closes a stream', async () => {
    const apiKeys = ['ann', 'bob'].map((name) => ({ name, key: `${name}-0123456789abcdef` }))
    const server = await startSlowServer({ apiKeys, limits: { streamsPerKey: 2 } })
    const [ann, bob] = apiKeys.map(({ key }) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
    const opened = [await openStream(ann, { filter: {} }), await openStream(ann, { filter: {} })]
    const refused = await ann('/v1/translations/stream', postJson({ filter: {} }))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30'])
    expect(await refused.json()).toMatchObject({ code: 'too_many_streams' })
    await openStream(bob, { filter: {} })
    opened[0]?.close()
    await expect
      .poll(async () => (await ann('/v1/translations/stream', postJson({ filter: {} }))).status)
      .toBe(200)
  })

  it('sends a comment at once and then regularly, so that no proxy closes it', async () => {
    const ask = inProcess(await startSlowServer({ stream: { heartbeatMs: 20 } }))
    const { id } = await create(ask)
    const { version } = await untilRunning(ask, id)
    const stream = await openStream(ask, { translations: [{ id, version }] })
    const next = stream.next()
    await expect.poll(() => stream.comments.length).toBeGreaterThan(3)
    expect(stream.comments.slice(0, 2)).toEqual([': open', ': alive'])
    await ask(`/v1/translations/${id}/cancel`, cancel)
    await next
  })

  it('notices a change without an event', async () => {
    const server = await startSlowServer({ stream: { rereadMs: 50 } })
    const ask = inProcess(server)
    const stream = await openStream(ask, { filter: {} })
    const { id } = await create(ask)
    await stream.until(({ data }) => data.id === id)
  })

  it('is released when its client disconnects', async () => {
    const server = await startSlowServer()
    const openStreams = async () => {
      const text = await (await inProcess(server)('/metrics')).text()
      return /^video_translation_streams_open (\d+)$/m.exec(text)?.[1]
    }
    for (const ask of [inProcess(server), await overSocket(server)]) {
      const stream = await openStream(ask, { filter: {} })
      expect(await openStreams()).toBe('1')
      stream.close()
      await expect.poll(openStreams).toBe('0')
    }
  })

  it('ends when the server stops, without delaying it', async () => {
    const server = await startSlowServer()
    const ask = await overSocket(server)
    const { id } = await create(ask)
    const streams = [
      await openStream(ask, { translations: [{ id }] }),
      await openStream(inProcess(server), { filter: {} }),
    ]
    for (const stream of streams) await stream.until(({ data }) => data.id === id)
    const started = performance.now()
    await server.close({ graceMs: 0 })
    expect(performance.now() - started).toBeLessThan(20_000)
    for (const stream of streams) while (await stream.next()) {}
  })

  it('refuses a body without ids and filter', async () => {
    const ask = inProcess(await startServer())
    const response = await ask('/v1/translations/stream', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
  })
})
