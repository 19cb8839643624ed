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
import { count, createHarness, WEBHOOK } from './harness.ts'

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
  requestsPerPoll: 2,
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
  requestsPerPoll: 2,
  can: { delete: true, list: true, artifacts: true },
  editing: {
    verbs: ['cues', 'editCues', 'apply', 'addTargets'],
    begin: 'apply',
    edits: 'PATCH /v1/dubbing/project/*/language/*/transcript/segments',
    subtitles: 'vtt',
  },
  endings: { canceled: 'error' },
  async notificationIn(delivered) {
    const { id } = await elevenLabsWebhooks(WEBHOOK_SECRET).receive(delivered)
    return id === undefined ? undefined : { id }
  },
}

describeProtocol(dubs)
describeProtocol(projects)

describe('a dub at ElevenLabs', () => {
  it('has files that need the key, at the dub of each language', async () => {
    await using harness = await createHarness(dubs, 'completed-without-url; duration=1m')
    const id = await started(harness, 2)
    await harness.end(harness.client.wait(id), HOUR_MS)
    const { result } = await harness.end(harness.client.get(id), MINUTE_MS)
    const names = result!.targets.flatMap(({ artifacts }) => artifacts.map(({ name }) => name))
    expect(names).toEqual(['es.mp4', 'es.srt', 'es.vtt', 'fr.mp4', 'fr.srt', 'fr.vtt'])
    for (const name of names) {
      const whole = harness.client.download(id, name).then((file) => file.blob())
      expect((await harness.end(whole, MINUTE_MS)).result?.size).toBeGreaterThan(0)
    }
  })

  it('that was deleted at ElevenLabs leaves the others alone', async () => {
    await using harness = await createHarness(dubs, '3m')
    const id = await started(harness, 2)
    const [, second] = harness.backend.jobs.list()
    harness.backend.jobs.delete(second!.id)
    const { result } = await harness.end(harness.client.wait(id, { settle: true }), HOUR_MS)
    expect(result).toMatchObject({
      result: 'partial',
      translation: { targets: [{ status: 'completed' }, { status: 'error', error: { code: 'deleted' } }] },
    })
  })

  it('uploads a file once for each language, and reports the end', async () => {
    await using harness = await createHarness(dubs, '1m')
    const source = new File(['not really a video'], 'talk.mp4', { type: 'video/mp4' })
    const sent: number[] = []
    const creating = harness.client.create(
      { source, to: ['es', 'fr'] },
      { onUpload: ({ sentBytes }) => sent.push(sentBytes) },
    )
    const { result } = await harness.end(creating, MINUTE_MS)
    expect(result).toMatchObject({ source: { name: 'talk.mp4', bytes: source.size }, expectedSeconds: 60 })
    expect(harness.simulator.jobs).toMatchObject([
      { source: { name: 'talk.mp4', bytes: source.size } },
      { source: { name: 'talk.mp4', bytes: source.size } },
    ])
    expect(sent).toEqual([source.size])
  })
})

describe.each([
  ['elevenlabs', dubs as Dialect<DubRequest & ProjectRequest>],
  ['elevenlabs-projects', projects as Dialect<DubRequest & ProjectRequest>],
])('an idempotency key (%s)', (_, dialect) => {
  it('makes one translation, even from another client', async () => {
    await using harness = await createHarness(dialect, '3m')
    const request = { ...harness.request(2), name: 'Talk', idempotencyKey: 'order-17' }
    const { result: first } = await harness.end(harness.client.create(request), MINUTE_MS)
    const jobs = harness.simulator.jobs.length
    const { result: second } = await harness.end(harness.connect().create(request), MINUTE_MS)
    expect(second?.id).toBe(first?.id)
    expect(second?.targets.map(({ language }) => language)).toEqual(['es', 'fr'])
    expect(harness.simulator.jobs).toHaveLength(jobs)
  })
})

describe('a dubbing project', () => {
  it('keeps the reference of the caller', async () => {
    await using harness = await createHarness(projects, '1m')
    const request = { ...harness.request(), reference: 'Order 17 (draft)' }
    const { result } = await harness.end(harness.client.create(request), MINUTE_MS)
    expect(result?.reference).toBe('Order 17 (draft)')
    const listed = harness.client.list({ reference: 'Order 17 (draft)' }).page()
    const found = await harness.end(listed, MINUTE_MS)
    expect(found.result).toMatchObject({ items: [{ id: result?.id }] })
  })

  it('gets no language twice if a response is lost', async () => {
    await using harness = await createHarness(projects, '3m')
    const route = 'POST /v1/dubbing/project/*/language'
    harness.play([{ route, times: 1, fault: { kind: 'reset', at: 'done' } }])
    const id = await started(harness, 2)
    expect(count(harness.requests, route)).toBe(1)
    expect((await harness.end(harness.client.wait(id), HOUR_MS)).result).toMatchObject({
      targets: [{ language: 'es' }, { language: 'fr' }],
    })
  })

  it('that did not get every language is named in the error, and can be continued', async () => {
    await using harness = await createHarness(projects, '3m')
    const route = 'POST /v1/dubbing/project/*/language'
    const refusal = { detail: { status: 'language_not_supported', message: 'No.' } }
    harness.play([
      {
        route,
        times: 1,
        fault: { kind: 'answer', status: 400, body: JSON.stringify(refusal), mediaType: 'application/json' },
      },
    ])
    const { error } = await harness.end(harness.client.create(harness.request(2)), MINUTE_MS)
    const [job] = harness.simulator.jobs
    expect(error).toMatchObject({
      code: 'language_not_supported',
      message: expect.stringContaining(`are running: ${job!.id}`),
    })
    const [, idempotencyKey] = /idempotencyKey "([^"]+)"/.exec((error as Error).message)!
    const again = { ...harness.request(2), idempotencyKey: idempotencyKey! }
    expect((await harness.end(harness.client.create(again), MINUTE_MS)).result?.id).toBe(job!.id)
    expect(harness.simulator.jobs).toHaveLength(1)
  })
})
