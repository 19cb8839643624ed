import { describe, expect, it } from 'vitest'
import {
  ApiError,
  ConnectionError,
  type Logger,
  VideoTranslationClient,
  VideoTranslationError,
} from 'video-translation-client'
import { createFakeApi, problem } from '../../test/support/fake-api.ts'

const server = 'https://translate.example.com/base'

function setUp(options: ConstructorParameters<typeof VideoTranslationClient>[1] = {}) {
  const api = createFakeApi()
  const base = 'https://translate.example.com'
  const client = new VideoTranslationClient(base, {
    fetch: api.fetch,
    retry: { minDelayMs: 1, maxDelayMs: 2 },
    ...options,
  })
  return { api, client }
}

describe('a client', () => {
  it('creates from a URL and sends its key and an idempotency key', async () => {
    const { api, client } = setUp({ apiKey: 'secret' })
    const created = await client.create({
      source: 'https://example.com/a.mp4',
      from: 'en',
      to: ['es'],
      reference: 'r1',
    })
    expect(created.status).toBe('pending')
    expect(api.bodies[0]).toEqual({
      source: { url: 'https://example.com/a.mp4' },
      from: 'en',
      to: ['es'],
      reference: 'r1',
    })
    expect(api.headers[0]?.get('authorization')).toBe('Bearer secret')
    expect(api.headers[0]?.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/)
  })

  it('repeats a create that failed with the same key, so that only one translation is made', async () => {
    const { api, client } = setUp()
    let calls = 0
    api.intercept = (_, path) => {
      if (path === '/v1/translations' && ++calls < 3)
        throw new TypeError('fetch failed', { cause: new Error('reset') })
      return undefined
    }
    await client.create({ source: 'https://example.com/a.mp4', to: ['es'] })
    const keys = new Set(api.headers.map((headers) => headers.get('idempotency-key')))
    expect(api.requests).toHaveLength(3)
    expect(keys.size).toBe(1)
  })

  it('keeps the path of its base URL and refuses one with a password without repeating it', async () => {
    const requested: string[] = []
    const client = new VideoTranslationClient(`${server}/`, {
      fetch: async (url) => {
        requested.push(String(url))
        return Response.json({ items: [] })
      },
    })
    await client.engines()
    expect(requested).toEqual([`${server}/v1/engines`])
    const bad = (): VideoTranslationClient => new VideoTranslationClient('https://user:hunter2@example.com')
    expect(bad).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
    expect(bad).not.toThrow(/hunter2/)
  })

  it.each([
    [{ source: '/home/me/talk.mp4', to: ['es'] }, /not its path/],
    [{ source: 'https://example.com/a.mp4', to: [] }, /name a language/],
  ])('refuses %j before any request', async (request, message) => {
    const { api, client } = setUp()
    await expect(client.create(request)).rejects.toThrow(message)
    expect(api.requests).toEqual([])
  })

  it('gets one, and says which is not there', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    expect((await client.get(id)).id).toBe(id)
    const missing = await client.get('tr_none').catch((error: unknown) => error)
    expect(missing).toBeInstanceOf(ApiError)
    expect(missing).toMatchObject({ status: 404, code: 'not_found', translationId: 'tr_none' })
  })

  it('gets many in bulk requests, in order, and one that is missing hides no other', async () => {
    const { api, client } = setUp()
    const ids = Array.from({ length: 150 }, () => api.add().id)
    const outcomes = await client.getMany([...ids, 'tr_none', ids[0] as string])
    expect(outcomes.map(({ id }) => id)).toEqual([...ids, 'tr_none', ids[0]])
    expect(outcomes.at(-2)).toMatchObject({ result: 'failed', error: { code: 'not_found' } })
    expect(outcomes.at(-1)).toMatchObject({ result: 'pending' })
    expect(api.requests).toHaveLength(2)
  })

  it('lists all pages, or one at a time', async () => {
    const { api, client } = setUp()
    for (let at = 0; at < 5; at++) api.add({ status: at % 2 ? 'running' : 'pending' })
    const seen: string[] = []
    for await (const { status } of client.list({ status: ['pending', 'running'], limit: 2 }))
      seen.push(status)
    expect(seen).toHaveLength(5)
    expect(api.requests).toHaveLength(3)
    const page = await client.list({ status: ['running'], limit: 1 }).page()
    expect(page).toMatchObject({ items: [{ status: 'running' }], nextCursor: '1' })
  })

  it('cancels, and deletes as often as asked', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    expect((await client.cancel(id)).status).toBe('canceled')
    await client.delete(id)
    await client.delete(id)
    expect(api.requests.at(-1)).toBe(`DELETE /v1/translations/${id}`)
  })

  it('tells the history and the engines', async () => {
    const { api, client } = setUp()
    expect(await client.events(api.add().id)).toMatchObject([{ type: 'created' }])
    expect(await client.engines()).toMatchObject([{ name: 'simulated' }])
  })

  it('keeps an unknown status as rawStatus, counts it as running, and warns once', async () => {
    const warnings: string[] = []
    const quiet = (): void => {}
    const logger: Logger = {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (message) => void warnings.push(message),
    }
    const { api, client } = setUp({ logger })
    const { id } = api.add({ status: 'succeeding' as 'running' })
    expect(await client.get(id)).toMatchObject({ status: 'running', rawStatus: 'succeeding' })
    await client.get(id)
    expect(warnings).toEqual(['unknown status counts as running'])
  })

  it('says so where the address is not that of a translation server', async () => {
    const { api, client } = setUp({ retry: { limit: 0 } })
    api.intercept = () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    await expect(client.get('tr_1')).rejects.toThrow(/is this a translation server/)
    api.intercept = () => Response.json({ hello: 'world' })
    await expect(client.get('tr_1')).rejects.toMatchObject({ code: 'invalid_response' })
  })

  it('carries the problem of the server, and never the key', async () => {
    const { api, client } = setUp({ apiKey: 'hunter2' })
    api.intercept = () => problem(422, 'unsupported_language', 'pipeline cannot translate en to xx.')
    const error = await client
      .create({ source: 'https://example.com/a.mp4', to: ['xx'] })
      .catch((e: unknown) => e)
    expect(error).toMatchObject({ name: 'ApiError', status: 422, code: 'unsupported_language' })
    expect((error as Error).message).toMatch(/pipeline cannot translate en to xx/)
    expect(JSON.stringify(error) + String(error)).not.toContain('hunter2')
  })

  it('ends what is under way when it is closed', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const waiting = client.wait(id)
    api.intercept = () => new Promise(() => {})
    const getting = client.get(id)
    client.close()
    await expect(getting).rejects.toMatchObject({ code: 'closed' })
    await expect(waiting).rejects.toMatchObject({ code: 'closed' })
    await expect(client.get(id)).rejects.toBeInstanceOf(VideoTranslationError)
    await expect(client.wait(id)).rejects.toMatchObject({ code: 'closed' })
  })

  it('rejects an abort at once with the reason given, even where fetch heeds no signal', async () => {
    const client = new VideoTranslationClient(server, { fetch: () => new Promise(() => {}) })
    const controller = new AbortController()
    const getting = client.get('tr_1', { signal: controller.signal })
    controller.abort('enough')
    await expect(getting).rejects.toBe('enough')
    const late = new VideoTranslationClient(server, {
      fetch: () => new Promise(() => {}),
      timeoutMs: 10,
      retry: { limit: 0 },
    })
    await expect(late.get('tr_1')).rejects.toBeInstanceOf(ConnectionError)
  })
})
