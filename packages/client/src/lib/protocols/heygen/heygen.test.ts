import { describe, expect, it, vi } from 'vitest'
import { advanceUntilSettled, useVirtualTime } from '../../../../test/support/virtual-time.ts'
import { heygen, HEYGEN_WORDS } from '../../../protocols/heygen.ts'
import { PATH, setUp, VIDEO } from '../../../../test/support/scripted-heygen.ts'

const translation = (more: object = {}) => ({ data: { id: 'a', status: 'completed', ...more } })
const result = { video_url: 'https://files.heygen.example/a.mp4' }

useVirtualTime({ now: Date.parse('2026-06-01T12:00:00Z') })

describe('a response of HeyGen', () => {
  it('becomes a translation, with files named after the language', async () => {
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
    expect((await advanceUntilSettled(client.wait('a'))).targets[0]).toMatchObject({
      status: 'completed',
      rawStatus: status,
    })
  })

  it('with a failure ends a wait with HeyGen’s reason', async () => {
    const { client } = setUp(() => translation({ status: 'failed', failure_message: 'No speech.' }))
    await expect(advanceUntilSettled(client.wait('a'))).rejects.toMatchObject({
      name: 'TranslationError',
      message: expect.stringContaining('No speech.'),
    })
  })

  it.each([
    [{ error: { code: 'video_translation_not_found', message: 'None.' } }, 404, 'not_found'],
    [{ error: { code: 'unauthorized', message: 'No.' } }, 401, 'unauthorized'],
    [{ error: 'It went wrong.', data: null }, 400, 'refused'],
    [{ code: 400_112, message: 'Unauthorized', data: null }, 400, '400112'],
  ])('with the status 200 and %j is an error', async (body, status, code) => {
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
    { data: { status: { rawStatus: 'completed' } } },
    { data: { id: 'a', status: '' } },
    [1],
    null,
  ])('%j is not usable', async (body) => {
    const { client } = setUp(() => Response.json(body))
    const failed = expect(client.get('a')).rejects.toMatchObject({ code: 'invalid_response' })
    await vi.advanceTimersByTimeAsync(1_000)
    await failed
  })

  it('with malformed optional members does no harm', async () => {
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

  it('is completed only after ten minutes, with a warning', async () => {
    expect(await wait({ video_url: null }, 9)).toBeUndefined()
    const outcome = await wait({ video_url: null }, 12)
    expect(outcome).toMatchObject({
      result: 'completed',
      translation: { targets: [{ warnings: [{ code: 'no_url' }], artifacts: [] }] },
    })
  })

  it('is not completed with audio alone, unless only audio was requested', async () => {
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

  it('share one request, and only those that have ended need another', async () => {
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
      // The first poll comes after 22.5 to 37.5 s, so there are exactly two.
      { timeoutMs: 80_000, schedule: 'fixed', minDelayMs: 30_000, onUpdate },
    )
    const ended = expect(waiting).rejects.toMatchObject({ code: 'timeout', resumeToken: { ids: ['a,b,c'] } })
    await vi.advanceTimersByTimeAsync(80_000)
    await ended
    expect(updates).toEqual(['pending,pending,pending', 'pending,running,completed'])
    expect(calls().slice(2)).toEqual([
      `GET ${PATH}/statuses?video_translation_ids=a,b,c`,
      `GET ${PATH}/c`,
      `GET ${PATH}/statuses?video_translation_ids=a,b`,
    ])
  })

  it('become partial with a reason if one is deleted', async () => {
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

  it('are still waited for if one is not visible yet', async () => {
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

  it('are known to webhooks by their own ids, and deleted one by one', async () => {
    const protocol = heygen()
    expect(protocol.partsOf?.('a,b')).toEqual(['a', 'b'])
    const { client, calls } = setUp((_, before) =>
      before === 0 ? Response.json({ error: { code: 'not_found' } }, { status: 404 }) : { data: { id: 'b' } },
    )
    await client.delete('a,b')
    expect(calls()).toEqual([`DELETE ${PATH}/a`, `DELETE ${PATH}/b`])
  })
})

it('many translations are requested a hundred at a time', async () => {
  const { client, requests } = setUp(({ call }) => ({
    data: new URLSearchParams(call.split('?')[1])
      .get('video_translation_ids')
      ?.split(',')
      .map((id) => ({ video_id: id, status: 'processing' })),
  }))
  const ids = Array.from({ length: 250 }, (_, at) => `id-${at}`)
  const outcomes = await client.getMany(ids)
  expect(outcomes.map(({ translation: it }) => it?.status)).toEqual(ids.map(() => 'running'))
  expect(requests).toHaveLength(3)
})

it('a list shows one language each, and continues with the token', async () => {
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

it('an OAuth token is sent as a bearer token', async () => {
  const { client, requests } = setUp(() => translation(result), { auth: 'bearer' })
  await client.get('a')
  expect([requests[0]?.headers.get('authorization'), requests[0]?.headers.get('x-api-key')]).toEqual([
    'Bearer the-key',
    null,
  ])
})

it('every word has a status of the client', () => {
  const meant = Object.values(HEYGEN_WORDS).map((it) => (typeof it === 'string' ? it : it.status))
  expect(new Set(meant)).toEqual(new Set(['pending', 'running', 'completed', 'error']))
})
