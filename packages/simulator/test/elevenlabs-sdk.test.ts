import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { createSimulator } from 'video-translation-simulator'
import { afterEach, describe, expect, it } from 'vitest'
import { createClock } from '../src/lib/clock.ts'
import { closeAll, failure, open, setUp, SOURCE_URL } from './elevenlabs/sdk.ts'

afterEach(closeAll)

describe('the SDK of ElevenLabs, dubbing', () => {
  it('uploads a file, follows the dub, and downloads the results', async () => {
    const { sdk, simulator } = await setUp('1m')
    const file = new File(['not really a video'], 'talk.mp4', { type: 'video/mp4' })
    const created = await sdk.dubbing.create({ file, name: 'Talk', sourceLang: 'en', targetLang: 'es' })
    expect(created).toEqual({ dubbingId: expect.any(String), expectedDurationSec: 60 })
    const { dubbingId } = created
    expect(simulator.jobs).toMatchObject([{ source: { name: 'talk.mp4', bytes: file.size } }])

    simulator.advance('30s')
    expect(await sdk.dubbing.get(dubbingId)).toMatchObject({
      dubbingId,
      name: 'Talk',
      status: 'dubbing',
      targetLanguages: ['es'],
      createdAt: expect.any(Date),
      mediaMetadata: { contentType: 'video/mp4', duration: 60 },
    })
    const early = await failure(sdk.dubbing.audio.get(dubbingId, 'es'))
    expect(early).toMatchObject({ statusCode: 425 })

    simulator.advance('30s')
    expect(await sdk.dubbing.get(dubbingId)).toMatchObject({ status: 'dubbed' })
    const video = await new Response(await sdk.dubbing.audio.get(dubbingId, 'es')).text()
    expect(video.slice(4, 8)).toBe('ftyp')
    const transcript = await sdk.dubbing.transcripts.get(dubbingId, 'es', 'srt')
    expect(transcript).toMatchObject({ transcriptFormat: 'srt', srt: expect.stringContaining('-->') })
    expect(await sdk.dubbing.transcripts.get(dubbingId, 'source', 'webvtt')).toMatchObject({
      webvtt: expect.stringMatching(/^WEBVTT/),
    })
    expect(await sdk.dubbing.transcripts.get(dubbingId, 'es', 'json')).toMatchObject({
      json: { language: 'es', utterances: [{ startS: 0 }] },
    })
    const legacy = await sdk.dubbing.transcript.getTranscriptForDub(dubbingId, 'es', { formatType: 'json' })
    expect(legacy).toMatchObject({ language: 'es' })
  })

  it('dubs the media of a URL, lists dubs newest first by pages, and deletes', async () => {
    const { sdk, simulator } = await setUp('1m')
    const names = ['one', 'two', 'three']
    for (const name of names) {
      await sdk.dubbing.create({ sourceUrl: SOURCE_URL, name, targetLang: 'es' })
      simulator.advance('10s')
    }
    const first = await sdk.dubbing.list({ pageSize: 2 })
    expect(first).toMatchObject({ dubs: [{ name: 'three' }, { name: 'two' }], hasMore: true })
    const second = await sdk.dubbing.list({ pageSize: 2, cursor: first.nextCursor! })
    expect(second).toMatchObject({ dubs: [{ name: 'one' }], hasMore: false })

    simulator.advance('30s')
    const dubbed = await sdk.dubbing.list({ dubbingStatuses: ['dubbed', 'failed'] })
    expect(dubbed.dubs.map(({ name }) => name)).toEqual(['one'])
    const { dubbingId } = dubbed.dubs[0]!
    expect(await sdk.dubbing.delete(dubbingId)).toEqual({ status: 'ok' })
    expect(await failure(sdk.dubbing.get(dubbingId))).toMatchObject({
      statusCode: 404,
      body: { detail: { status: 'dubbing_not_found' } },
    })
  })

  it('gets the reason why a dub failed', async () => {
    const { sdk, simulator } = await setUp('fails-late; duration=1m')
    const { dubbingId } = await sdk.dubbing.create({ sourceUrl: SOURCE_URL, targetLang: 'es' })
    simulator.advance('1m')
    expect(await sdk.dubbing.get(dubbingId)).toMatchObject({ status: 'failed', error: expect.any(String) })
  })

  it('gets the mistake in a request', async () => {
    const { sdk } = await setUp('1m')
    expect(await failure(sdk.dubbing.create({ targetLang: 'es' }))).toMatchObject({
      name: 'UnprocessableEntityError',
      body: { detail: [{ loc: ['body', 'file'], type: 'missing' }] },
    })
    expect(await failure(sdk.dubbing.create({ sourceUrl: SOURCE_URL }))).toMatchObject({
      statusCode: 400,
      body: { detail: { status: 'empty_target_language' } },
    })
  })

  it('retries requests that the face refuses for a moment', async () => {
    // The minute of the limit passes when the test says so, and is a second for the SDK.
    const clock = { ...createClock(0), realMs: (simulatedMs: number) => simulatedMs / 60 }
    const simulator = createSimulator({ face: 'elevenlabs', scenario: 'rate-limited', clock })
    open.push(simulator)
    const { url: baseUrl } = await simulator.listen()
    const sdk = new ElevenLabsClient({ baseUrl, apiKey: 'any' })
    const { dubbingId } = await sdk.dubbing.create({ sourceUrl: SOURCE_URL, targetLang: 'es' })
    for (let request = 0; request < 10; request++) await sdk.dubbing.get(dubbingId)
    const refused = sdk.dubbing.get(dubbingId)
    await expect.poll(() => simulator.jobs[0]!.statusRequests).toBe(11)
    simulator.advance('1m')
    expect(await refused).toMatchObject({ dubbingId })
    expect(simulator.jobs[0]!.statusRequests).toBe(12)
  })

  it('is refused with a wrong key', async () => {
    const simulator = createSimulator({ face: 'elevenlabs', apiKeys: ['right'] })
    open.push(simulator)
    const { url: baseUrl } = await simulator.listen()
    const sdk = new ElevenLabsClient({ baseUrl, apiKey: 'wrong', maxRetries: 0 })
    expect(await failure(sdk.dubbing.list())).toMatchObject({
      statusCode: 401,
      body: { detail: { status: 'invalid_api_key' } },
    })
  })
})

describe('the SDK of ElevenLabs, dubbing projects', () => {
  it('creates a project with languages, follows each, and downloads their outputs', async () => {
    const { sdk, simulator } = await setUp('1m')
    const { project } = sdk.dubbing
    const created = await project.create({ sourceUrl: SOURCE_URL, reference: 'q3', targetLanguage: 'es' })
    expect(created).toMatchObject({ status: 'queued', reference: 'q3', revision: 0 })
    const { projectId, languageIds } = created
    expect(await project.language.create(projectId, { targetLanguage: 'pt-BR' })).toMatchObject({
      projectId,
      targetLanguage: 'pt-BR',
      status: 'queued',
    })
    simulator.advance('6s')
    expect(await project.get(projectId)).toMatchObject({ status: 'preparing' })
    simulator.advance('24s')
    expect(await project.get(projectId)).toMatchObject({
      status: 'ready',
      media: { filename: 'talk.mp4', hasVideo: true, durationS: 60 },
    })
    expect(await project.language.list(projectId)).toMatchObject({
      languages: [{ status: 'processing' }, { status: 'processing' }],
    })
    simulator.advance('30s')
    const language = await project.language.get(projectId, languageIds![0]!)
    expect(language).toMatchObject({ status: 'completed', revision: 0, outputRevision: 0 })
    const { losslessAudio, subtitles } = language.outputs!
    expect(await (await fetch(losslessAudio!)).text()).toMatch(/^fLaC/)
    expect(await (await fetch(subtitles!)).text()).toMatch(/^WEBVTT/)
    simulator.advance('1h')
    expect((await fetch(losslessAudio!)).status).toBe(403)
  })

  it('uploads a file, and adds a language to a project that is ready', async () => {
    const { sdk, simulator } = await setUp('1m')
    const { project } = sdk.dubbing
    const file = new File(['not really sound'], 'talk.mp3', { type: 'audio/mpeg' })
    const { projectId } = await project.create({ file, keyterms: ['Acme', 'Bolt'] })
    simulator.advance('1m')
    expect(await project.get(projectId)).toMatchObject({ status: 'ready', languageIds: [] })
    const { languageId } = await project.language.create(projectId, { targetLanguage: 'fr' })
    simulator.advance('59s')
    expect(await project.language.get(projectId, languageId)).toMatchObject({ status: 'processing' })
    simulator.advance('1s')
    expect(await project.language.get(projectId, languageId)).toMatchObject({ status: 'completed' })
    await project.language.delete(projectId, languageId)
    expect(await project.language.list(projectId)).toMatchObject({ languages: [] })
    await project.delete(projectId)
    expect(await failure(project.get(projectId))).toMatchObject({ statusCode: 404 })
  })

  it.each([
    ['fails-early', 'failed', 'project_failed'],
    ['fails-late', 'ready', 'internal_error'],
  ])('says whether the project or a language failed (%s)', async (scenario, status, code) => {
    const { sdk, simulator } = await setUp(`${scenario}; duration=1m`)
    const { project } = sdk.dubbing
    const { projectId } = await project.create({ sourceUrl: SOURCE_URL, targetLanguage: 'es' })
    simulator.advance('1m')
    expect(await project.get(projectId)).toMatchObject({ status })
    expect(await project.language.list(projectId)).toMatchObject({
      languages: [{ status: 'failed', error: { code, error: expect.any(String) } }],
    })
  })

  it('lists projects page by page', async () => {
    const { sdk, simulator } = await setUp('1m')
    for (const reference of ['one', 'two', 'three']) {
      await sdk.dubbing.project.create({ sourceUrl: SOURCE_URL, reference })
      simulator.advance('1s')
    }
    const first = await sdk.dubbing.project.list({ pageSize: 2 })
    expect(first.projects.map(({ reference }) => reference)).toEqual(['three', 'two'])
    const second = await sdk.dubbing.project.list({ pageSize: 2, cursor: first.nextCursor! })
    expect(second.projects.map(({ reference }) => reference)).toEqual(['one'])
    expect(second.nextCursor ?? null).toBeNull()
  })
})

describe('webhooks of the face, verified by the SDK of ElevenLabs', () => {
  it('pass constructEvent, and report the project and each language', async () => {
    const { sdk, simulator } = await setUp('1m')
    const receiver = await listenForWebhooks()
    const { webhookId, webhookSecret } = await sdk.webhooks.create({
      settings: { authType: 'hmac', name: 'mine', webhookUrl: receiver.url },
    })
    expect(await sdk.webhooks.list()).toMatchObject({ webhooks: [{ webhookId, name: 'mine' }] })
    const { projectId } = await sdk.dubbing.project.create({
      sourceUrl: SOURCE_URL,
      targetLanguage: 'es',
      webhookIds: [webhookId],
    })
    simulator.advance('1m')
    // They travel at the same time, like a vendor's, so they arrive in any order.
    const deliveries = await receiver.take(2)
    const of = (type: string) => deliveries.find(({ body }) => body.includes(`"${type}"`))
    const [ready, completed] = [of('dubbing_project_ready'), of('dubbing_language_completed')]
    const event = (delivery: Delivery | undefined): Promise<unknown> =>
      sdk.webhooks.constructEvent(
        delivery!.body,
        String(delivery!.headers['elevenlabs-signature']),
        webhookSecret!,
      )
    expect(await event(ready)).toMatchObject({
      type: 'dubbing_project_ready',
      data: { project_id: projectId },
    })
    expect(await event(completed)).toMatchObject({
      type: 'dubbing_language_completed',
      data: {
        project_id: projectId,
        target_language: 'es',
        outputs: { lossless_audio: expect.stringMatching(/^http/) },
      },
    })
    const forged = { ...completed!, body: completed!.body.replace('"es"', '"fr"') }
    await expect(event(forged)).rejects.toThrow('does not match')
  })
})

interface Delivery {
  headers: IncomingHttpHeaders
  body: string
}

/** Starts a receiver on its own socket. */
async function listenForWebhooks(): Promise<{ url: string; take(count: number): Promise<Delivery[]> }> {
  const deliveries: Delivery[] = []
  const server = createServer(async (request, response) => {
    deliveries.push({ headers: request.headers, body: await text(request) })
    response.writeHead(200).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ [Symbol.asyncDispose]: async () => void server.close() })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    async take(count) {
      await expect.poll(() => deliveries.length).toBeGreaterThanOrEqual(count)
      return deliveries
    },
  }
}
