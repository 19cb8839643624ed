import { describe, expect, it, vi } from 'vitest'
import { type Answer, connect, LANGUAGE, PROJECT, projectOf } from '../../../../../test/support/elevenlabs.ts'
import { elevenLabsProjects } from '../../../../protocols/elevenlabs.ts'

describe('a dubbing project', () => {
  it('shows everything that ElevenLabs sends about it and its languages', async () => {
    expect(await projectOf(PROJECT, LANGUAGE)).toMatchObject({
      id: PROJECT.project_id,
      engine: 'elevenlabs-projects',
      status: 'completed',
      reference: 'Q3 marketing video',
      from: 'en',
      source: { name: 'promo.mp4', durationSeconds: 42.5 },
      createdAt: '2026-07-03T10:15:30.000Z',
      updatedAt: '2026-07-03T10:20:45.000Z',
      targets: [
        {
          language: 'es',
          rawStatus: 'completed',
          finishedAt: '2026-07-03T10:20:45.000Z',
          artifacts: [{ name: 'es.flac', url: LANGUAGE.outputs.lossless_audio, mediaType: 'audio/flac' }],
          warnings: [],
        },
      ],
    })
  })

  it.each([
    ['queued', 'pending'],
    ['preparing', 'running'],
    ['ready', 'needs_input'],
    ['failed', 'error'],
  ])('without a language that is %s is %s', async (word, status) => {
    expect(await projectOf({ ...PROJECT, status: word })).toMatchObject({ status, rawStatus: word })
  })

  it('that is ready does not wait for a person while its languages are queued', async () => {
    const waiting = { ...LANGUAGE, status: 'queued', outputs: null }
    expect(await projectOf(PROJECT, waiting)).toMatchObject({
      status: 'running',
      rawStatus: 'ready',
      targets: [{ status: 'pending' }],
    })
  })

  it('that failed takes its languages with it, and says why', async () => {
    const error = { code: 'source_unreachable', message: 'The source could not be fetched.', retryable: true }
    const waiting = { ...LANGUAGE, status: 'queued', outputs: null }
    expect(await projectOf({ ...PROJECT, status: 'failed', error }, waiting)).toMatchObject({
      status: 'error',
      error: { code: 'source_unreachable' },
      targets: [{ status: 'error', error: { code: 'source_unreachable', message: error.message } }],
    })
  })

  it.each([
    [{ code: 'too_long', message: 'It is too long.', retryable: false }, 'too_long', 'It is too long.'],
    [{ message_type: 'error', error: 'It is too long.' }, 'dubbing_failed', 'It is too long.'],
    [null, 'dubbing_failed', 'ElevenLabs reports a failure without a reason.'],
  ])('tells why a language failed, in either shape of a failure: %j', async (error, code, message) => {
    const failed = { ...LANGUAGE, target_language: 'fr', status: 'failed', outputs: null, error }
    expect(await projectOf(PROJECT, LANGUAGE, failed)).toMatchObject({
      status: 'partial',
      targets: [{ status: 'completed' }, { status: 'error', error: { code, message } }],
    })
  })

  it('whose transcript was edited afterwards is completed, and stale', async () => {
    const stale = { ...LANGUAGE, status: 'stale', revision: 1 }
    const found = await projectOf(PROJECT, stale)
    expect(found).toMatchObject({ status: 'completed', stale: true })
    expect(found.targets[0]?.artifacts).toHaveLength(1)
  })

  it('is dubbed again where a language has a sound already, and not where it has only subtitles', async () => {
    const running = { ...LANGUAGE, status: 'processing', updated_at: '2026-07-03T11:00:00Z' }
    expect(await projectOf(PROJECT, running)).toMatchObject({ continuedAt: '2026-07-03T11:00:00.000Z' })
    for (const outputs of [{}, { subtitles: 'https://example.com/es.vtt' }])
      expect(await projectOf(PROJECT, { ...running, outputs })).not.toHaveProperty('continuedAt')
  })

  it('counts the later of two attempts at a language', async () => {
    const again = { ...LANGUAGE, status: 'processing', created_at: '2026-07-03T10:30:00Z', outputs: null }
    const failed = { ...LANGUAGE, status: 'failed' }
    expect((await projectOf(PROJECT, again, failed)).targets).toMatchObject([{ rawStatus: 'processing' }])
  })

  it('passes on the warnings about voices', async () => {
    const warning = { type: 'voices_not_permitted', speaker_ids: ['speaker_1'], message: 'Replaced.' }
    const { targets } = await projectOf(PROJECT, { ...LANGUAGE, warnings: [warning] })
    expect(targets[0]?.warnings).toEqual([{ code: 'voices_not_permitted', message: 'Replaced.' }])
  })

  it('that is completed without a URL is not done for ten minutes', async () => {
    vi.setSystemTime(Date.parse('2026-07-03T10:25:00Z'))
    const bare = { ...LANGUAGE, outputs: { lossless_audio: null, subtitles: 'https://example.com/es.vtt' } }
    expect(await projectOf(PROJECT, bare)).toMatchObject({ status: 'running' })
    vi.setSystemTime(Date.parse('2026-07-03T10:31:00Z'))
    expect(await projectOf(PROJECT, bare)).toMatchObject({
      status: 'completed',
      targets: [{ warnings: [{ code: 'no_url' }], artifacts: [{ name: 'es.vtt' }] }],
    })
    vi.useRealTimers()
  })

  it('is created with its first language, so that an invalid one costs nothing, and gets the others', async () => {
    const answer: Answer = (path) =>
      path.endsWith('/language')
        ? { ...LANGUAGE, status: 'queued', target_language: 'pt-BR' }
        : { ...PROJECT, status: 'queued', media: null }
    const { client, form, requests } = connect(elevenLabsProjects(), answer)
    const source = new Blob(['x'], { type: 'video/mp4' })
    const options = { webhook_ids: ['w1', 'w2'] }
    const created = await client.create({
      source,
      to: ['es', 'pt-BR'],
      reference: 'r',
      name: 'a.mp4',
      options,
    })
    expect(created).toMatchObject({ status: 'pending', targets: [{ language: 'es' }, { language: 'pt-BR' }] })
    expect((form(0).get('file') as File).name).toBe('a.mp4')
    expect(form(0).get('target_language')).toBe('es')
    expect(form(0).get('reference')).toMatch(/^r \(vt-[0-9a-f]{16}\)$/)
    expect(form(0).getAll('webhook_ids')).toEqual(['w1', 'w2'])
    expect(JSON.parse(String(requests[1]?.init.body))).toEqual({ target_language: 'pt-BR' })
  })

  it('sends the voice options with every language', async () => {
    const { client, form, requests } = connect(elevenLabsProjects(), (path) =>
      path.endsWith('/language') ? { ...LANGUAGE, status: 'queued' } : { ...PROJECT, status: 'queued' },
    )
    const languageOptions = { voice_settings: { cloning_strength: 9 } }
    await client.create({ source: 'https://example.com/a.mp4', to: ['es'], languageOptions })
    expect(form(0).has('target_language')).toBe(false)
    expect(JSON.parse(String(requests[1]?.init.body))).toEqual({ target_language: 'es', ...languageOptions })
  })
})
