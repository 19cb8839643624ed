import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { HEYGEN_WORDS, heygen, type HeygenOptions, type HeygenRequest } from '../../../protocols/heygen.ts'
import '../../waiting/waiting.ts'

const SERVER = 'https://api.heygen.example'
const PATH = '/v3/video-translations'
const VIDEO = 'https://example.com/talk.mp4?token=secret'

interface Asked {
  call: string
  headers: Headers
  body: unknown
}

/** A client of a server whose answers a test gives: a body, a whole answer, or nothing for a lost one. */
function setUp(answer: (asked: Asked, before: number) => unknown, options?: HeygenOptions) {
  const asked: Asked[] = []
  const warn = vi.fn()
  const fetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search, origin } = new URL(input)
    const call = `${init.method} ${origin === SERVER ? '' : origin}${pathname}${decodeURIComponent(search)}`
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : init.body
    const one = { call, headers: new Headers(init.headers), body }
    const given = answer(one, asked.length)
    asked.push(one)
    if (given === undefined) throw new TypeError('fetch failed')
    return given instanceof Response ? given : Response.json(given)
  }
  const client = new VideoTranslationClient<HeygenRequest>(SERVER, {
    protocol: heygen(options),
    apiKey: 'the-key',
    fetch: fetch as typeof globalThis.fetch,
    logger: { debug() {}, info() {}, error() {}, warn },
    retry: { minDelayMs: 1, maxDelayMs: 1 },
  })
  return { client, asked, warn, calls: () => asked.map(({ call }) => call) }
}

const translation = (more: object = {}) => ({ data: { id: 'a', status: 'completed', ...more } })
const result = { video_url: 'https://files.heygen.example/a.mp4' }

/** Lets time pass until a promise is settled. */
async function passed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  await vi.advanceTimersByTimeAsync(5_000)
  return await promise
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-06-01T12:00:00Z') }))
afterEach(() => void vi.useRealTimers())

describe('a start', () => {
  const created = { data: { video_translation_ids: ['a', 'b'] } }

  it('says what is wanted in the words of HeyGen, and has an id that names all of theirs', async () => {
    const { client, asked } = setUp(() => created)
    const request: HeygenRequest = {
      source: VIDEO,
      from: 'en',
      to: ['es-ES', 'Chinese (Cantonese, Traditional)'],
      name: 'A talk',
      reference: 'mine',
      idempotencyKey: 'key-1',
      options: { mode: 'precision' },
    }
    expect(await client.create(request)).toMatchObject({
      id: 'a,b',
      engine: 'heygen',
      status: 'pending',
      from: 'en',
      reference: 'mine',
      source: { url: 'https://example.com/talk.mp4', name: 'A talk' },
      targets: [{ language: 'es-ES' }, { language: 'zh-HK' }],
    })
    expect(asked[0]?.call).toBe(`POST ${PATH}`)
    expect(asked[0]?.body).toEqual({
      video: { type: 'url', url: VIDEO },
      output_languages: ['Spanish (Spain)', 'Chinese (Cantonese, Traditional)'],
      input_language: 'en',
      title: 'A talk',
      callback_id: 'mine',
      mode: 'precision',
    })
    expect(asked[0]?.headers.get('x-api-key')).toBe('the-key')
    expect(asked[0]?.headers.get('idempotency-key')).toBe('key-1')
  })

  it('whose answer is lost is repeated under the same key', async () => {
    const { client, asked } = setUp((_, before) => (before < 2 ? undefined : created))
    const starting = client.create({ source: VIDEO, to: ['es'] })
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await starting).id).toBe('a,b')
    expect(new Set(asked.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
    expect(asked[0]?.headers.get('idempotency-key')).toMatch(/^[\w:.-]{1,255}$/)
  })

  it('that is still being answered is asked for again until it is, though HeyGen names no time', async () => {
    const busy = () =>
      Response.json({ error: { code: 'request_in_progress', message: 'Wait.' } }, { status: 409 })
    const { client, asked } = setUp((_, before) => (before < 20 ? busy() : created))
    const starting = client.create({ source: VIDEO, to: ['es'] })
    await vi.advanceTimersByTimeAsync(60_000)
    expect((await starting).id).toBe('a,b')
    expect(new Set(asked.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
  })

  it('is not repeated where HeyGen wants money, and tells what it says', async () => {
    const error = { code: 'insufficient_credit', message: 'Not enough credits.', doc_url: 'https://docs' }
    const { client, calls } = setUp(() => Response.json({ error }, { status: 402 }))
    await expect(client.create({ source: VIDEO, to: ['es'] })).rejects.toMatchObject({
      status: 402,
      code: 'insufficient_credit',
      message: expect.stringContaining('Not enough credits.'),
    })
    expect(calls()).toHaveLength(1)
  })

  it('with version 2 is never repeated: it has no key and nothing to look in', async () => {
    const { client, calls, asked } = setUp(() => undefined, { version: 'v2' })
    await expect(client.create({ source: VIDEO, to: ['es', 'fr'] })).rejects.toThrow(/fetch failed/)
    expect(calls()).toEqual(['POST /v2/video_translate'])
    expect(asked[0]?.body).toEqual({ video_url: VIDEO, output_languages: ['Spanish', 'French'] })
  })

  it.each<[string, Partial<HeygenRequest>]>([
    ['no language', { to: [] }],
    ['a path', { source: './talk.mp4' }],
    ['a stream', { source: new ReadableStream() as never }],
    ['a key that HeyGen does not take', { idempotencyKey: 'with spaces' }],
    ['nothing to call what is to be proofread', { proofread: true }],
  ])('with %s is refused before anything is sent', async (_, wrong) => {
    const { client, calls } = setUp(() => created)
    await expect(client.create({ source: VIDEO, to: ['es'], ...wrong })).rejects.toMatchObject({
      code: 'invalid_argument',
    })
    expect(calls()).toEqual([])
  })
})

describe('a source that is a file', () => {
  const created = { data: { video_translation_ids: ['a'] } }

  it('is sent as a form', async () => {
    const { client, asked, calls } = setUp(({ call }) =>
      call === 'POST /v3/assets' ? { data: { asset_id: 'asset-1' } } : created,
    )
    const told: number[] = []
    await client.create(
      { source: new Blob(['abc'], { type: 'video/mp4' }), name: 'talk.mp4', to: ['es'] },
      { onUpload: ({ sentBytes }) => told.push(sentBytes) },
    )
    expect(calls()).toEqual(['POST /v3/assets', `POST ${PATH}`])
    const file = (asked[0]?.body as FormData).get('file') as File
    expect([file.name, file.size]).toEqual(['talk.mp4', 3])
    expect(asked[1]?.body).toMatchObject({ video: { type: 'asset_id', asset_id: 'asset-1' } })
    expect(told).toEqual([0, 3])
  })

  it('and large goes past the API, without the key, in three steps', async () => {
    const { client, asked, calls } = setUp(({ call }) => {
      if (call.endsWith('/direct-uploads'))
        return {
          data: {
            asset_id: 'asset-1',
            upload_url: 'https://storage.example/put?signature=s',
            upload_headers: { 'content-type': 'video/mp4' },
          },
        }
      return call.startsWith('PUT ')
        ? new Response(null)
        : call.endsWith('/complete')
          ? { data: {} }
          : created
    })
    const source = new Blob([new Uint8Array(33_000_000)])
    await client.create({ source, name: 'talk.mp4', to: ['es'] })
    expect(calls()).toEqual([
      'POST /v3/assets/direct-uploads',
      'PUT https://storage.example/put?signature=s',
      'POST /v3/assets/asset-1/complete',
      `POST ${PATH}`,
    ])
    expect(asked[0]?.body).toEqual({
      filename: 'talk.mp4',
      content_type: 'video/mp4',
      size_bytes: 33_000_000,
    })
    expect([...(asked[1]?.headers ?? [])]).toEqual([['content-type', 'video/mp4']])
  })
})

describe('what HeyGen tells of a translation', () => {
  it('becomes one of ours, with files named after the language', async () => {
    const { client } = setUp(() =>
      translation({
        title: 'A talk',
        input_language: 'English',
        output_language: 'Spanish (Spain)',
        duration: 61.5,
        callback_id: 'mine',
        created_at: 1_780_000_000,
        video_url: 'https://files.heygen.example/a.mp4?Expires=1780600000&Signature=s',
        audio_url: 'https://files.heygen.example/a.wav?X-Amz-Date=20260601T000000Z&X-Amz-Expires=3600',
        srt_caption_url: null,
        vtt_caption_url: 'https://files.heygen.example/a.vtt',
      }),
    )
    expect(await client.get('a')).toMatchObject({
      id: 'a',
      status: 'completed',
      from: 'en',
      reference: 'mine',
      createdAt: '2026-05-28T20:26:40.000Z',
      source: { name: 'A talk', durationSeconds: 61.5 },
      targets: [
        {
          language: 'es-ES',
          rawStatus: 'completed',
          artifacts: [
            { name: 'es-ES.mp4', mediaType: 'video/mp4', urlExpiresAt: '2026-06-04T19:06:40.000Z' },
            { name: 'es-ES.wav', mediaType: 'audio/wav', urlExpiresAt: '2026-06-01T01:00:00.000Z' },
            { name: 'es-ES.vtt', mediaType: 'text/vtt' },
          ],
        },
      ],
    })
  })

  it.each(['completed', 'success', 'succeeded', 'Completed'])('%s ends a wait', async (status) => {
    const { client } = setUp(() => translation({ status, ...result }))
    expect((await passed(client.wait('a'))).targets[0]).toMatchObject({
      status: 'completed',
      rawStatus: status,
    })
  })

  it('a failure ends it with what HeyGen says', async () => {
    const { client } = setUp(() => translation({ status: 'failed', failure_message: 'No speech.' }))
    await expect(passed(client.wait('a'))).rejects.toMatchObject({
      name: 'TranslationError',
      message: expect.stringContaining('No speech.'),
    })
  })

  it.each([
    [{ error: { code: 'video_translation_not_found', message: 'None.' } }, 404, 'not_found'],
    [{ error: { code: 'unauthorized', message: 'No.' } }, 401, 'unauthorized'],
    [{ error: 'It went wrong.', data: null }, 400, 'refused'],
    [{ code: 400_112, message: 'Unauthorized', data: null }, 400, '400112'],
  ])('an answer 200 that says %j is an error', async (body, status, code) => {
    const { client } = setUp(() => body)
    await expect(client.get('a')).rejects.toMatchObject({ name: 'ApiError', status, code })
  })

  it.each([
    {},
    { data: null },
    { data: [] },
    { data: 'text' },
    { data: {} },
    { data: { status: null } },
    { data: { status: { word: 'completed' } } },
    { data: { id: 'a', status: '' } },
    [1],
    null,
  ])('%j is no answer', async (body) => {
    const { client } = setUp(() => Response.json(body))
    const failed = expect(client.get('a')).rejects.toMatchObject({ code: 'invalid_response' })
    await vi.advanceTimersByTimeAsync(1_000)
    await failed
  })

  it('what is odd beside the status is passed over', async () => {
    const odd = {
      title: 7,
      input_language: {},
      output_language: null,
      duration: 'long',
      callback_id: [],
      created_at: 'now',
    }
    const { client } = setUp(() =>
      translation({ ...odd, ...result, audio_url: 'ftp://x', srt_caption_url: 5 }),
    )
    expect(await client.get('a')).toMatchObject({
      status: 'completed',
      source: { name: '7' },
      targets: [{ language: 'und', artifacts: [{ name: 'und.mp4' }] }],
    })
  })
})

describe('completed without a URL', () => {
  const wait = async (body: object, minutes: number) => {
    const { client } = setUp(() => translation({ output_language: 'es', ...body }))
    const waiting = client.wait('a', {
      settle: true,
      timeoutMs: 30 * 60_000,
      schedule: 'fixed',
      minDelayMs: 30_000,
    })
    await vi.advanceTimersByTimeAsync(minutes * 60_000)
    const pending = Symbol('pending')
    return await Promise.race([waiting, Promise.resolve(pending)]).then((it) =>
      it === pending ? undefined : (it as Awaited<typeof waiting>),
    )
  }

  it('is not completed, and is after ten minutes, with a warning', async () => {
    expect(await wait({ video_url: null }, 9)).toBeUndefined()
    const outcome = await wait({ video_url: null }, 12)
    expect(outcome).toMatchObject({
      result: 'completed',
      translation: { targets: [{ warnings: [{ code: 'no_url' }], artifacts: [] }] },
    })
  })

  it('is not completed either where only the sound is there, unless that was all', async () => {
    const sound = { audio_url: 'https://files.heygen.example/a.mp3' }
    expect(await wait(sound, 9)).toBeUndefined()
    expect(await wait({ ...sound, translate_audio_only: true }, 1)).toMatchObject({ result: 'completed' })
  })
})

describe('several languages', () => {
  const known = async (statuses: Record<string, object | undefined>) => {
    const setting = setUp(({ call }) => {
      if (call === `POST ${PATH}`) return { data: { video_translation_ids: Object.keys(statuses) } }
      if (call.startsWith(`GET ${PATH}/statuses`))
        return {
          data: Object.entries(statuses).map(([id, it]) => ({ video_id: id, status: 'not_found', ...it })),
        }
      const it = statuses[call.slice(`GET ${PATH}/`.length)]
      return it
        ? { data: it }
        : Response.json({ error: { code: 'not_found', message: 'None.' } }, { status: 404 })
    })
    const to = ['es', 'fr', 'de'].slice(0, Object.keys(statuses).length)
    return { ...setting, created: await setting.client.create({ source: VIDEO, to }) }
  }

  it('are asked for in one request, and only those that have ended once more', async () => {
    const { client, created, calls } = await known({
      a: { status: 'queued' },
      b: { status: 'processing' },
      c: { status: 'completed', output_language: 'German', ...result },
    })
    const updates: string[] = []
    const onUpdate = ({ targets }: typeof created): void =>
      void updates.push(targets.map(({ status }) => status).join())
    const waiting = client.translate(
      { source: VIDEO, to: ['es', 'fr', 'de'] },
      { timeoutMs: 65_000, schedule: 'fixed', minDelayMs: 30_000, onUpdate },
    )
    const ended = expect(waiting).rejects.toMatchObject({ code: 'timeout', resumeToken: { ids: ['a,b,c'] } })
    await vi.advanceTimersByTimeAsync(70_000)
    await ended
    expect(updates).toEqual(['pending,pending,pending', 'pending,running,completed'])
    expect(calls().slice(2)).toEqual([
      `GET ${PATH}/statuses?video_translation_ids=a,b,c`,
      `GET ${PATH}/c`,
      `GET ${PATH}/statuses?video_translation_ids=a,b`,
    ])
  })

  it('of which one is deleted come to partial, and the reason is said', async () => {
    const { client } = await known({
      a: { status: 'completed', output_language: 'Spanish', ...result },
      b: undefined,
    })
    const waiting = client.translate(
      { source: VIDEO, to: ['es', 'fr'] },
      { settle: true, schedule: 'fixed', minDelayMs: 15_000 },
    )
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await waiting).toMatchObject({
      result: 'partial',
      translation: {
        targets: [
          { language: 'es', status: 'completed' },
          { language: 'fr', status: 'error', rawStatus: 'not_found', error: { code: 'deleted' } },
        ],
      },
    })
  })

  it('of which one is not visible yet are waited for', async () => {
    const statuses = { a: { status: 'running' }, b: undefined }
    const { client } = await known(statuses)
    const seen: string[] = []
    const onUpdate = (it: { targets: { status: string }[] }): void =>
      void seen.push(it.targets.map(({ status }) => status).join())
    const waiting = client.translate(
      { source: VIDEO, to: ['es', 'fr'] },
      { timeoutMs: 8_000, schedule: 'fixed', minDelayMs: 3_000, onUpdate },
    )
    const ended = expect(waiting).rejects.toMatchObject({ code: 'timeout' })
    await vi.advanceTimersByTimeAsync(9_000)
    await ended
    expect(seen).toEqual(['pending,pending', 'running,pending'])
  })

  it('are named to webhooks by their own ids, and deleted one by one', async () => {
    const protocol = heygen()
    expect(protocol.partsOf?.('a,b')).toEqual(['a', 'b'])
    const { client, calls } = setUp((_, before) =>
      before === 0 ? Response.json({ error: { code: 'not_found' } }, { status: 404 }) : { data: { id: 'b' } },
    )
    await client.delete('a,b')
    expect(calls()).toEqual([`DELETE ${PATH}/a`, `DELETE ${PATH}/b`])
  })
})

it('many translations are asked for a hundred at a time', async () => {
  const { client, asked } = setUp(({ call }) => ({
    data: new URLSearchParams(call.split('?')[1])
      .get('video_translation_ids')
      ?.split(',')
      .map((id) => ({ video_id: id, status: 'processing' })),
  }))
  const ids = Array.from({ length: 250 }, (_, at) => `id-${at}`)
  const outcomes = await client.getMany(ids)
  expect(outcomes.map(({ translation: it }) => it?.status)).toEqual(ids.map(() => 'running'))
  expect(asked).toHaveLength(3)
})

it('a list tells one language each, and goes on by the token', async () => {
  const { client, calls } = setUp(({ call }) =>
    call.includes('token=2')
      ? { data: [{ id: 'c', status: 'failed' }, 'odd', { id: 'd' }], has_more: false, next_token: '3' }
      : { data: [{ id: 'b', status: 'running', callback_id: 'mine' }], has_more: true, next_token: '2' },
  )
  const listed: string[] = []
  for await (const { id, status } of client.list({ limit: 500 })) listed.push(`${id} ${status}`)
  expect(listed).toEqual(['b running', 'c error'])
  expect(calls()).toEqual([`GET ${PATH}?limit=100`, `GET ${PATH}?limit=100&token=2`])
  expect((await client.list({ reference: 'other' }).page()).items).toEqual([])
})

it('a token of OAuth is sent as one', async () => {
  const { client, asked } = setUp(() => translation(result), { auth: 'bearer' })
  await client.get('a')
  expect([asked[0]?.headers.get('authorization'), asked[0]?.headers.get('x-api-key')]).toEqual([
    'Bearer the-key',
    null,
  ])
})

it('every word has a meaning that the client knows', () => {
  const meant = Object.values(HEYGEN_WORDS).map((it) => (typeof it === 'string' ? it : it.status))
  expect(new Set(meant)).toEqual(new Set(['pending', 'running', 'completed', 'error']))
})
