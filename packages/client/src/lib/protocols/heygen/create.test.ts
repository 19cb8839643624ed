import { describe, expect, it, vi } from 'vitest'
import { useVirtualTime } from '../../../../test/support/virtual-time.ts'
import type { Translation } from 'video-translation-client'
import { heygen, type HeygenRequest } from '../../../protocols/heygen.ts'
import { PATH, setUp, VIDEO } from '../../../../test/support/scripted-heygen.ts'

useVirtualTime()

describe('a start', () => {
  const created = { data: { video_translation_ids: ['a', 'b'] } }

  it('sends HeyGen’s words, and has an id made of all of HeyGen’s ids', async () => {
    const { client, requests } = setUp(() => created)
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
    expect(requests[0]?.call).toBe(`POST ${PATH}`)
    expect(requests[0]?.body).toEqual({
      video: { type: 'url', url: VIDEO },
      output_languages: ['Spanish (Spain)', 'Chinese (Cantonese, Traditional)'],
      input_language: 'en',
      title: 'A talk',
      callback_id: 'mine',
      mode: 'precision',
    })
    expect(requests[0]?.headers.get('x-api-key')).toBe('the-key')
    expect(requests[0]?.headers.get('idempotency-key')).toBe('key-1')
  })

  it('with a lost response is repeated with the same key', async () => {
    const { client, requests } = setUp((_, before) => (before < 2 ? undefined : created))
    const starting = client.create({ source: VIDEO, to: ['es'] })
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await starting).id).toBe('a,b')
    expect(new Set(requests.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
    expect(requests[0]?.headers.get('idempotency-key')).toMatch(/^[\w:.-]{1,255}$/)
  })

  it('is repeated while HeyGen still works on the first attempt', async () => {
    const busy = () =>
      Response.json({ error: { code: 'request_in_progress', message: 'Wait.' } }, { status: 409 })
    const { client, requests } = setUp((_, before) => (before < 20 ? busy() : created))
    const starting = client.create({ source: VIDEO, to: ['es'] })
    await vi.advanceTimersByTimeAsync(60_000)
    expect((await starting).id).toBe('a,b')
    expect(new Set(requests.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
  })

  it('is not repeated if the credit is insufficient, and passes on the message', async () => {
    const error = { code: 'insufficient_credit', message: 'Not enough credits.', doc_url: 'https://docs' }
    const { client, calls } = setUp(() => Response.json({ error }, { status: 402 }))
    await expect(client.create({ source: VIDEO, to: ['es'] })).rejects.toMatchObject({
      status: 402,
      code: 'insufficient_credit',
      message: expect.stringContaining('Not enough credits.'),
    })
    expect(calls()).toHaveLength(1)
  })

  it('with version 2 is never repeated, because it has neither keys nor a list', async () => {
    const { client, calls, requests } = setUp(() => undefined, { version: 'v2' })
    await expect(client.create({ source: VIDEO, to: ['es', 'fr'] })).rejects.toThrow(/fetch failed/)
    expect(calls()).toEqual(['POST /v2/video_translate'])
    expect(requests[0]?.body).toEqual({ video_url: VIDEO, output_languages: ['Spanish', 'French'] })
  })

  it.each<[string, Partial<HeygenRequest>]>([
    ['no language', { to: [] }],
    ['a path', { source: './talk.mp4' }],
    ['a stream', { source: new ReadableStream() as never }],
    ['a key that HeyGen does not take', { idempotencyKey: 'with spaces' }],
    ['nothing to call what is to be proofread', { proofread: true }],
  ])('with %s is refused before any request', async (_, wrong) => {
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
    const { client, requests, calls } = setUp(({ call }) =>
      call === 'POST /v3/assets' ? { data: { asset_id: 'asset-1' } } : created,
    )
    const sent: number[] = []
    await client.create(
      { source: new Blob(['abc'], { type: 'video/mp4' }), name: 'talk.mp4', to: ['es'] },
      { onUpload: ({ sentBytes }) => sent.push(sentBytes) },
    )
    expect(calls()).toEqual(['POST /v3/assets', `POST ${PATH}`])
    const file = (requests[0]!.body as FormData).get('file') as File
    expect([file.name, file.size]).toEqual(['talk.mp4', 3])
    expect(requests[1]?.body).toMatchObject({ video: { type: 'asset_id', asset_id: 'asset-1' } })
    expect(sent).toEqual([0, 3])
  })

  it('goes directly to the storage if it is large, without the key', async () => {
    const { client, requests, calls } = setUp(({ call }) => {
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
    expect(requests[0]?.body).toEqual({
      filename: 'talk.mp4',
      content_type: 'video/mp4',
      size_bytes: 33_000_000,
    })
    expect([...(requests[1]?.headers ?? [])]).toEqual([['content-type', 'video/mp4']])
  })
})

describe('a translation of version 2', () => {
  const to = ['es-ES', 'English - Your Accent, or mine: any']
  const url = 'https://files.heygen.example/a.mp4'
  const start = () =>
    setUp(
      ({ call }) =>
        call.startsWith('POST ')
          ? { data: { video_translate_ids: ['a', 'b'] } }
          : { data: { status: 'success', url, title: null } },
      { version: 'v2' },
    )
  const namesIn = ({ targets }: Translation): string[] =>
    targets.flatMap(({ artifacts }) => artifacts.map(({ name }) => name))

  it('has its languages in its id, because HeyGen never sends them again', async () => {
    const { client, calls } = start()
    const { id } = await client.create({ source: VIDEO, to })
    expect(id).toMatch(/^a:es-ES,b:[^,:]+$/)
    const again = await start().client.get(id)
    expect(again.targets.map(({ language }) => language)).toEqual(to)
    expect(namesIn(again)).toEqual(to.map((language) => `${language}.mp4`))
    await client.get(id)
    expect(calls().slice(1)).toEqual(['GET /v2/video_translate/a', 'GET /v2/video_translate/b'])
    expect(heygen({ version: 'v2' }).partsOf?.(id)).toEqual(['a', 'b'])
  })

  it.each(['a', 'a:', 'a:%'])('is found by HeyGen’s own id as well: %s', async (id) => {
    const { client, calls } = start()
    expect(namesIn(await client.get(id))).toEqual(['und.mp4'])
    expect(calls()).toEqual(['GET /v2/video_translate/a'])
  })
})
