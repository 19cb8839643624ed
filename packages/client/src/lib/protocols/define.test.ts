import { describe, expect, it, vi } from 'vitest'
import { advanceUntilSettled, useVirtualTime } from '../../../test/support/virtual-time.ts'
import { type Translation, VideoTranslationClient } from 'video-translation-client'
import {
  createOnce,
  defineProtocol,
  type ProtocolDefinition,
  readJson,
  statusWithoutUrl,
} from '../../protocols/define.ts'

interface Clip {
  clip: string
}

const definition: ProtocolDefinition<Clip> = {
  name: 'dubber',
  words: {
    WAITING: 'pending',
    AT_IT: 'running',
    DONE: 'completed',
    NO: { status: 'error', code: 'rejected' },
  },
  headers: (key) => ({ 'x-key': key }),
  problem: (body) => ({ code: 'from_body', detail: (body as { why: string }).why }),
  create: (http, { clip }) =>
    http.send({ method: 'POST', path: '/dubs', json: { clip } }, async (it) => seen(await readJson(it))),
  get: (http, { id }) => http.send({ path: `/dubs/${id}` }, async (it) => seen(await readJson(it))),
}
const dubber = defineProtocol(definition)

function seen(body: Record<string, unknown>) {
  const { id, states, url } = body as { id: string; states: string[]; url?: string }
  const artifacts = url ? [{ name: 'es.mp4', mediaType: 'video/mp4', url }] : []
  return { id, artifacts, targets: states.map((rawStatus, at) => ({ language: `l${at}`, rawStatus })) }
}

function clientOf(answer: () => unknown, warn = vi.fn()): VideoTranslationClient<Clip> {
  const fetch = async (): Promise<Response> => {
    const body = answer()
    return body instanceof Response ? body : Response.json(body)
  }
  const logger = { debug() {}, info() {}, error() {}, warn }
  return new VideoTranslationClient('https://dubber.example', {
    protocol: dubber,
    apiKey: 'k',
    fetch,
    logger,
  })
}

describe('a defined protocol', () => {
  useVirtualTime()

  it('has two minutes for a start, and thirty seconds for a poll', async () => {
    const client = new VideoTranslationClient('https://dubber.example', {
      protocol: dubber,
      fetch: () => new Promise<Response>(() => {}),
      retry: { limit: 0 },
    })
    const timesOut = { code: 'request_timeout' }
    const ended: string[] = []
    const all = [
      expect(client.create({ clip: 'a' }).finally(() => ended.push('start'))).rejects.toMatchObject(timesOut),
      expect(client.get('a').finally(() => ended.push('poll'))).rejects.toMatchObject(timesOut),
    ]
    await vi.advanceTimersByTimeAsync(119_000)
    expect(ended).toEqual(['poll'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(ended).toEqual(['poll', 'start'])
    await Promise.all(all)
  })

  it.each([
    [['WAITING', 'WAITING'], 'pending'],
    [['WAITING', 'DONE'], 'running'],
    [['at_it', 'NO'], 'running'],
    [['DONE', 'DONE'], 'completed'],
    [['DONE', 'NO'], 'partial'],
    [['NO', 'NO'], 'error'],
    [['SOMETHING', 'DONE'], 'running'],
    [[], 'pending'],
  ])('%j is %s', async (states, status) => {
    const client = clientOf(() => ({ id: '1', states }))
    expect((await client.get('1')).status).toBe(status)
  })

  it('keeps the words of the server, and warns once about an unknown one', async () => {
    const warn = vi.fn()
    const client = clientOf(() => ({ id: '1', states: ['ODD', 'NO'] }), warn)
    await client.get('1')
    const { targets } = await client.get('1')
    expect(targets).toMatchObject([
      { status: 'running', rawStatus: 'ODD' },
      { status: 'error', rawStatus: 'NO', error: { code: 'rejected' } },
    ])
    expect(warn).toHaveBeenCalledOnce()
  })

  it('adds versions: a new signed URL is not a change, a new status is', async () => {
    const states = ['WAITING', 'WAITING', 'AT_IT', 'AT_IT', 'DONE']
    let polls = 0
    const client = clientOf(() => ({
      id: '1',
      states: [states[polls++]],
      url: `https://cdn.example/${polls}`,
    }))
    const updates: Translation[] = []
    const options = {
      schedule: 'fixed',
      minDelayMs: 10,
      onUpdate: (it: Translation) => updates.push(it),
    } as const
    await advanceUntilSettled(client.wait('1', options))
    expect(updates.map(({ version, status }) => [version, status])).toEqual([
      [1, 'pending'],
      [2, 'running'],
      [3, 'completed'],
    ])
    expect(new Set(updates.map(({ createdAt }) => createdAt)).size).toBe(1)
  })

  it('shows the longest estimate, and does not count a new estimate as a change', async () => {
    const protocol = defineProtocol<Clip>({
      ...definition,
      get: async (_, { id, latest }) => ({
        id,
        targets: [
          { language: 'es', rawStatus: 'DONE', ...statusWithoutUrl(latest ? 40_000 : 0) },
          { language: 'fr', rawStatus: 'DONE', ...statusWithoutUrl(latest ? 80_000 : 0) },
        ],
      }),
    })
    const client = new VideoTranslationClient<Clip>('https://dubber.example', { protocol })
    const seen: Translation[] = []
    const waiting = client.wait('1', { maxPolls: 3, settle: true, onUpdate: (it) => void seen.push(it) })
    await vi.advanceTimersByTimeAsync(60_000)
    await waiting
    expect(seen.map(({ status, expectedSeconds }) => [status, expectedSeconds])).toEqual([
      ['running', 5],
      ['running', 20],
    ])
    expect(new Set(seen.map(({ updatedAt }) => updatedAt)).size).toBe(1)
  })

  it('reads the error responses of the server', async () => {
    const client = clientOf(() => Response.json({ why: 'No credit.' }, { status: 402 }))
    await expect(client.get('1')).rejects.toMatchObject({
      status: 402,
      code: 'from_body',
      message: expect.stringContaining('No credit.'),
    })
  })

  it('refuses a verb that the server does not have', async () => {
    const client = clientOf(() => ({}))
    await expect(client.cancel('1')).rejects.toMatchObject({ code: 'not_supported' })
  })

  it('makes resume tokens that other protocols refuse', async () => {
    const client = clientOf(() => ({ id: '1', states: ['AT_IT'] }))
    const waiting = client.wait('1', { timeoutMs: 20 }).catch((it: unknown) => it)
    const error = await advanceUntilSettled(waiting)
    const { resumeToken } = error as { resumeToken: { protocol: string } }
    expect(resumeToken).toMatchObject({ protocol: 'dubber', ids: ['1'] })
    const resumed = advanceUntilSettled(client.resume(resumeToken as never, { timeoutMs: 20 }))
    await expect(resumed).rejects.toMatchObject({
      code: 'timeout',
    })
    const other = new VideoTranslationClient('https://dubber.example')
    await expect(other.resume(resumeToken as never)).rejects.toMatchObject({ code: 'invalid_token' })
  })
})

describe('createOnce', () => {
  useVirtualTime()

  const once = (start: (attempt: number) => Response | undefined) => {
    let attempts = 0
    let exists = false
    const protocol = defineProtocol<Clip>({
      ...definition,
      create: (http) =>
        createOnce(
          http,
          () => http.attempt({ method: 'POST', path: '/dubs' }, async (it) => seen(await readJson(it))),
          async () => (exists ? seen({ id: '1', states: [] }) : undefined),
        ),
      get: async (_, { id }) => ({ id }),
    })
    const fetch = async (): Promise<Response> => {
      const answer = start(++attempts)
      exists ||= answer === undefined
      if (!answer) throw new TypeError('fetch failed')
      return answer
    }
    const retry = { minDelayMs: 1 }
    const client = new VideoTranslationClient('https://dubber.example', { protocol, fetch, retry })
    return { client, attempts: () => attempts }
  }

  it('searches for a start with a lost response, and does not repeat it if it exists', async () => {
    const { client, attempts } = once(() => undefined)
    const created = client.create({ clip: 'a' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect([(await created).id, attempts()]).toEqual(['1', 1])
  })

  it('repeats a start that it does not find', async () => {
    const { client, attempts } = once((attempt) =>
      attempt < 3 ? new Response(null, { status: 503 }) : Response.json({ id: '7', states: [] }),
    )
    const created = client.create({ clip: 'a' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect([(await created).id, attempts()]).toEqual(['7', 3])
  })
})
