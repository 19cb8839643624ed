import { describe, expect, it } from 'vitest'
import { connect, DUB } from '../../../../../test/support/elevenlabs.ts'
import { elevenLabs } from '../../../../protocols/elevenlabs.ts'

describe('a dub', () => {
  it('shows everything that ElevenLabs sends', async () => {
    const { client, requests } = connect(elevenLabs(), () => DUB)
    const dub = await client.get(DUB.dubbing_id)
    expect(dub).toMatchObject({
      id: DUB.dubbing_id,
      engine: 'elevenlabs',
      status: 'completed',
      from: 'en',
      source: { name: 'My Dubbing Project', durationSeconds: 127.5 },
      createdAt: '2025-07-15T14:49:41.149Z',
    })
    expect(dub.targets.map(({ language, rawStatus }) => [language, rawStatus])).toEqual([
      ['es', 'dubbed'],
      ['fr', 'dubbed'],
      ['de', 'dubbed'],
    ])
    expect(dub.targets[0]?.artifacts).toEqual([
      { name: 'es.mp4', mediaType: 'video/mp4' },
      { name: 'es.srt', mediaType: 'application/x-subrip' },
      { name: 'es.vtt', mediaType: 'text/vtt' },
    ])
    expect(requests[0]?.init.headers).toMatchObject({ 'xi-api-key': 'k' })
  })

  it('of audio only is an mp3', async () => {
    const sound = { ...DUB, media_metadata: { content_type: 'audio/mpeg', duration: 1 } }
    const { client } = connect(elevenLabs(), () => sound)
    expect((await client.get('a')).targets[0]?.artifacts[0]?.name).toBe('es.mp3')
  })

  it('that failed has the reason', async () => {
    const failed = { ...DUB, status: 'failed', target_languages: ['es'], error: 'No speech was found.' }
    const { client } = connect(elevenLabs(), () => failed)
    await expect(client.wait('a')).rejects.toMatchObject({
      name: 'TranslationError',
      message: expect.stringContaining('No speech was found.'),
    })
  })

  it('keeps its language after a resume, before ElevenLabs sends languages', async () => {
    const { client } = connect(elevenLabs(), () => ({ ...DUB, status: 'dubbing', target_languages: [] }))
    expect(await client.get('a')).toMatchObject({ status: 'running', targets: [{ language: 'und' }] })
    expect(await client.get('a:es,b:fr')).toMatchObject({
      id: 'a:es,b:fr',
      targets: [{ language: 'es' }, { language: 'fr' }],
    })
  })

  it('is sent as a form, in the words of ElevenLabs', async () => {
    const { client, form } = connect(elevenLabs(), () => ({ dubbing_id: 'a', expected_duration_sec: 9 }))
    const options = { num_speakers: 2, watermark: false }
    const source = new File(['x'], 'talk.mp4', { type: 'video/mp4' })
    const created = await client.create({ source, from: 'en', to: ['es'], options })
    expect(created).toMatchObject({ id: 'a', status: 'pending', expectedSeconds: 9 })
    expect(Object.fromEntries(form(0))).toEqual({
      file: expect.objectContaining({ name: 'talk.mp4', type: 'video/mp4' }),
      name: expect.stringMatching(/^talk\.mp4 \(vt-[0-9a-f]{16}\.es\)$/),
      source_lang: 'en',
      target_lang: 'es',
      num_speakers: '2',
      watermark: 'false',
    })
  })

  it('of a URL hides the query, which only ElevenLabs gets', async () => {
    const { client, form } = connect(elevenLabs(), () => ({ dubbing_id: 'a' }))
    const source = 'https://example.com/talk.mp4?signature=secret'
    const created = await client.create({ source, to: ['es'] })
    expect(created.source).toEqual({ url: 'https://example.com/talk.mp4', name: 'talk.mp4' })
    expect(form(0).get('source_url')).toBe(source)
  })

  it.each([
    [{ source: 'talk.mp4', to: ['es'] }, '`source`'],
    [{ source: new ReadableStream(), to: ['es'] }, '`source`'],
    [{ source: 'https://example.com/talk.mp4', to: [] }, '`to`'],
    [{ source: 'https://example.com/talk.mp4', to: ['es'], idempotencyKey: 'a b' }, '`idempotencyKey`'],
  ])('that cannot work is refused before any request: %j', async (request, why) => {
    const { client, requests } = connect(elevenLabs(), () => ({}))
    await expect(client.create(request as never)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(why),
    })
    expect(requests).toEqual([])
  })

  it('lists are filtered by ElevenLabs if it can, else by the client', async () => {
    const dubs = [DUB, { ...DUB, dubbing_id: 'other', name: 'Other' }, null, { dubbing_id: 'no status' }]
    const { client, requests } = connect(elevenLabs(), () => ({ dubs, has_more: true, next_cursor: 'n' }))
    const page = await client.list({ status: ['running'], text: 'my dub', limit: 500 }).page('c')
    expect(page).toMatchObject({ items: [{ id: DUB.dubbing_id }], nextCursor: 'n' })
    expect(requests[0]?.path).toBe(
      '/v1/dubbing?cursor=c&page_size=200&dubbing_statuses=preparing&dubbing_statuses=dubbing',
    )
    expect(await client.list({ status: ['canceled'] }).page()).toEqual({ items: [] })
  })
})
