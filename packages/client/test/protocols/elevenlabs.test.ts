import { VideoTranslationClient } from 'video-translation-client'
import {
  type DubRequest,
  elevenLabs,
  elevenLabsProjects,
  type ProjectRequest,
} from 'video-translation-client/protocols/elevenlabs'
import { elevenLabsWebhooks } from 'video-translation-client/webhooks'
import { createElevenLabsFace } from 'video-translation-simulator'
import { describe, expect, it } from 'vitest'
import { describeProtocol, type Dialect } from './conformance.ts'
import { HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { count, createStage, WEBHOOK } from './stage.ts'

const SERVER = 'https://api.elevenlabs.example'
const SOURCE = 'https://example.com/talk.mp4'
const WEBHOOK_ID = 'webhook-of-the-workspace'
const WEBHOOK_SECRET = 'wsec_of-the-workspace'

const dubs: Dialect<DubRequest> = {
  name: 'elevenlabs',
  face: 'elevenlabs',
  connect: (options) =>
    new VideoTranslationClient(SERVER, { protocol: elevenLabs(), apiKey: 'any', ...options }),
  request: (to) => ({ source: SOURCE, from: 'en', to }),
  creates: 'POST /v1/dubbing',
  requestsPerLook: 2,
  can: { delete: true, list: true },
  endings: { canceled: 'error', partial: 'completed' },
}

const projects: Dialect<ProjectRequest> = {
  name: 'elevenlabs-projects',
  face: createElevenLabsFace({ webhooks: [{ id: WEBHOOK_ID, url: WEBHOOK, secret: WEBHOOK_SECRET }] }),
  connect: (options) =>
    new VideoTranslationClient(SERVER, { protocol: elevenLabsProjects(), apiKey: 'any', ...options }),
  request: (to) => ({ source: SOURCE, from: 'en', to, options: { webhook_ids: [WEBHOOK_ID] } }),
  creates: 'POST /v1/dubbing/project',
  requestsPerLook: 2,
  can: { delete: true, list: true, artifacts: true },
  endings: { canceled: 'error' },
  async hintIn(delivered) {
    const { id } = await elevenLabsWebhooks(WEBHOOK_SECRET).receive(delivered)
    return id === undefined ? undefined : { id }
  },
}

describeProtocol(dubs)
describeProtocol(projects)

describe('a dub at ElevenLabs', () => {
  it('has its files behind the key, those of each language at the dub that made it', async () => {
    await using stage = await createStage(dubs, 'completed-without-url; duration=1m')
    const id = await started(stage, 2)
    await stage.end(stage.client.wait(id), HOUR_MS)
    const { result } = await stage.end(stage.client.get(id), MINUTE_MS)
    const names = result!.targets.flatMap(({ artifacts }) => artifacts.map(({ name }) => name))
    expect(names).toEqual(['es.mp4', 'es.srt', 'es.vtt', 'fr.mp4', 'fr.srt', 'fr.vtt'])
    for (const name of names) {
      const whole = stage.client.download(id, name).then((file) => file.blob())
      expect((await stage.end(whole, MINUTE_MS)).result?.size).toBeGreaterThan(0)
    }
  })

  it('that ElevenLabs has no longer leaves the others alone', async () => {
    await using stage = await createStage(dubs, '3m')
    const id = await started(stage, 2)
    const [, second] = stage.backend.jobs.list()
    stage.backend.jobs.delete(second!.id)
    const { result } = await stage.end(stage.client.wait(id, { settle: true }), HOUR_MS)
    expect(result).toMatchObject({
      result: 'partial',
      translation: { targets: [{ status: 'completed' }, { status: 'error', error: { code: 'deleted' } }] },
    })
  })

  it('uploads a file once for each language, and says when it is there', async () => {
    await using stage = await createStage(dubs, '1m')
    const source = new File(['not really a video'], 'talk.mp4', { type: 'video/mp4' })
    const sent: number[] = []
    const creating = stage.client.create(
      { source, to: ['es', 'fr'] },
      { onUpload: ({ sentBytes }) => sent.push(sentBytes) },
    )
    const { result } = await stage.end(creating, MINUTE_MS)
    expect(result).toMatchObject({ source: { name: 'talk.mp4', bytes: source.size }, expectedSeconds: 60 })
    expect(stage.simulator.jobs).toMatchObject([
      { source: { name: 'talk.mp4', bytes: source.size } },
      { source: { name: 'talk.mp4', bytes: source.size } },
    ])
    expect(sent).toEqual([source.size])
  })
})

describe.each([
  ['elevenlabs', dubs as Dialect<DubRequest & ProjectRequest>],
  ['elevenlabs-projects', projects as Dialect<DubRequest & ProjectRequest>],
])('a key of the caller (%s)', (_, dialect) => {
  it('makes one translation, whoever asks for it and however often', async () => {
    await using stage = await createStage(dialect, '3m')
    const request = { ...stage.request(2), name: 'Talk', idempotencyKey: 'order-17' }
    const { result: first } = await stage.end(stage.client.create(request), MINUTE_MS)
    const jobs = stage.simulator.jobs.length
    const { result: second } = await stage.end(stage.connect().create(request), MINUTE_MS)
    expect(second?.id).toBe(first?.id)
    expect(second?.targets.map(({ language }) => language)).toEqual(['es', 'fr'])
    expect(stage.simulator.jobs).toHaveLength(jobs)
  })
})

describe('a dubbing project', () => {
  it('keeps what its caller calls it', async () => {
    await using stage = await createStage(projects, '1m')
    const request = { ...stage.request(), reference: 'Order 17 (draft)' }
    const { result } = await stage.end(stage.client.create(request), MINUTE_MS)
    expect(result?.reference).toBe('Order 17 (draft)')
    const listed = stage.client.list({ reference: 'Order 17 (draft)' }).page()
    const found = await stage.end(listed, MINUTE_MS)
    expect(found.result).toMatchObject({ items: [{ id: result?.id }] })
  })

  it('is given no language twice where the answer to one is lost', async () => {
    await using stage = await createStage(projects, '3m')
    const route = 'POST /v1/dubbing/project/*/language'
    stage.play([{ route, times: 1, fault: { kind: 'reset', at: 'done' } }])
    const id = await started(stage, 2)
    expect(count(stage.requests, route)).toBe(1)
    expect((await stage.end(stage.client.wait(id), HOUR_MS)).result).toMatchObject({
      targets: [{ language: 'es' }, { language: 'fr' }],
    })
  })

  it('that could not be given every language is named, and can be gone on with', async () => {
    await using stage = await createStage(projects, '3m')
    const route = 'POST /v1/dubbing/project/*/language'
    const refusal = { detail: { status: 'language_not_supported', message: 'No.' } }
    stage.play([
      {
        route,
        times: 1,
        fault: { kind: 'answer', status: 400, body: JSON.stringify(refusal), mediaType: 'application/json' },
      },
    ])
    const { error } = await stage.end(stage.client.create(stage.request(2)), MINUTE_MS)
    const [job] = stage.simulator.jobs
    expect(error).toMatchObject({
      code: 'language_not_supported',
      message: expect.stringContaining(`running: ${job!.id}`),
    })
    const [, idempotencyKey] = /idempotencyKey "([^"]+)"/.exec((error as Error).message)!
    const again = { ...stage.request(2), idempotencyKey: idempotencyKey! }
    expect((await stage.end(stage.client.create(again), MINUTE_MS)).result?.id).toBe(job!.id)
    expect(stage.simulator.jobs).toHaveLength(1)
  })
})
