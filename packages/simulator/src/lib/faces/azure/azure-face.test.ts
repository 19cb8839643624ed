import { VideoTranslationClient } from 'video-translation-client'
import { azure, type AzureRequest } from 'video-translation-client/protocols/azure'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAzureFace } from './azure-face.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from '../../simulator.ts'
import { advanceUntilSettled, useVirtualTime } from '../../../../../client/test/support/virtual-time.ts'

const SOURCE = 'https://talks.blob.core.windows.net/c/talk.mp4'
const INPUT = { targetLocale: 'zh-CN', voiceKind: 'PlatformVoice', videoFileUrl: SOURCE }

let simulator: Simulator

beforeAll(async () => {
  // The client loads its waiting code on first use, and virtual time does not wait for a module.
  await using loading = createSimulator({ face: 'azure', scenario: '10ms' })
  await clientOf(loading).translate({ source: SOURCE, to: ['es'] }, { schedule: 'fixed', minDelayMs: 10 })
})

useVirtualTime()

beforeEach(() => {
  play({})
})

afterEach(async () => {
  await simulator.close()
})

function play(options: SimulatorOptions): void {
  simulator = createSimulator({ face: 'azure', scenario: '20s', ...options })
}

function clientOf(simulator: Simulator): VideoTranslationClient<AzureRequest> {
  const fetch = simulator.fetch as typeof globalThis.fetch
  return new VideoTranslationClient('http://azure.example', { protocol: azure(), apiKey: 'any', fetch })
}

/** Sends a request without the client, in the version that the vendor's samples use. */
async function ask(route: string, json?: object, operation?: string) {
  const [method = '', path = ''] = route.split(' ')
  const response = await simulator.fetch(`/videotranslation${path}?api-version=2024-05-20-preview`, {
    method,
    headers: { 'ocp-apim-subscription-key': 'any', ...(operation && { 'operation-id': operation }) },
    ...(json && { body: JSON.stringify(json) }),
  })
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, body, headers: response.headers }
}

describe('the operation that creates a translation with its first iteration', () => {
  const standing = async (options: SimulatorOptions) => {
    play({ speed: 0, ...options })
    const headers = { 'ocp-apim-subscription-key': 'any', 'operation-id': 'create-talk' }
    const path = '/videotranslation/translations/talk?api-version=2026-03-01'
    const body = JSON.stringify({ input: { ...INPUT, autoCreateFirstIteration: true } })
    await simulator.fetch(path, { method: 'PUT', headers, body })
    const words: unknown[] = []
    for (const by of ['0s', '10s', '10s']) {
      simulator.advance(by)
      const operation = '/videotranslation/operations/create-talk?api-version=2026-03-01'
      words.push(
        ((await (await simulator.fetch(operation, { headers })).json()) as { status: string }).status,
      )
    }
    return words
  }
  const whole = createAzureFace({ creationEndsWith: 'first-iteration' })

  it('succeeds after a second, however the iteration ends', async () => {
    expect(await standing({ scenario: 'fails-late; 20s' })).toEqual(['Running', 'Succeeded', 'Succeeded'])
  })

  it('ends with the iteration and its status if the settings say so', async () => {
    expect(await standing({ face: whole })).toEqual(['Running', 'Running', 'Succeeded'])
    const failed = await standing({ face: whole, scenario: 'fails-late; 20s' })
    expect(failed).toEqual(['Running', 'Running', 'Failed'])
  })
})

// samples/video-translation/python of Azure-Samples/cognitive-services-speech-sdk. It sends null
// for absent members.
describe('the sequence of the vendor’s samples', () => {
  it('creates a translation, then an iteration, polls both operations, and gets the result', async () => {
    const made = await ask('PUT /translations/mine', { input: { ...INPUT, speakerCount: null } }, 'op-1')
    expect(made).toMatchObject({ status: 201, body: { id: 'mine', status: 'Running' } })
    expect(made.headers.get('operation-location')).toMatch(
      /^http:.*\/videotranslation\/operations\/op-1\?api-version=/,
    )
    expect(await ask('GET /operations/op-1')).toMatchObject({ body: { id: 'op-1', status: 'Running' } })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await ask('GET /operations/op-1')).toMatchObject({ body: { status: 'Succeeded' } })
    expect((await ask('GET /translations/mine')).body).toMatchObject({ status: 'Succeeded' })
    const nothing = { webvttFile: null, speakerCount: null, exportSubtitleInVideo: null }
    const iteration = { id: null, status: null, description: null, input: nothing }
    await ask('PUT /translations/mine/iterations/one', iteration, 'op-2')
    expect(await ask('GET /operations/op-2')).toMatchObject({ body: { status: 'Running' } })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(await ask('GET /operations/op-2')).toMatchObject({ body: { status: 'Succeeded' } })
    expect((await ask('GET /translations/mine/iterations/one')).body).toMatchObject({
      status: 'Succeeded',
      result: { translatedVideoFileUrl: expect.stringContaining('zh-CN.mp4') },
    })
  })

  it('is refused for an iteration that comes too early, or a second one without a file', async () => {
    await ask('PUT /translations/mine', { input: INPUT }, 'op-1')
    const iterate = (id: string) => ask(`PUT /translations/mine/iterations/${id}`, { input: {} }, `op-${id}`)
    expect(await iterate('one')).toMatchObject({ status: 409 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await iterate('one')).toMatchObject({ status: 201 })
    expect(await iterate('two')).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequest', target: 'input.webvttFile' } },
    })
  })
})

describe('waits that Azure’s samples never end', () => {
  it('time out for a translation that does not start, and leave it running', async () => {
    play({ scenario: 'startDelay=20h' })
    const client = clientOf(simulator)
    const outcome = await advanceUntilSettled(
      client.translate({ source: SOURCE, to: ['es'] }, { timeoutMs: 3_600_000, settle: true }),
    )
    expect(outcome).toMatchObject({ result: 'timeout', error: { resumeToken: { protocol: 'azure' } } })
    expect(await client.get(outcome.id)).toMatchObject({ status: 'pending' })
  })

  it('end when a translation fails', async () => {
    play({ scenario: 'fails-late; duration=20s' })
    const waiting = clientOf(simulator).translate({ source: SOURCE, to: ['es'] }, { settle: true })
    expect(await advanceUntilSettled(waiting)).toMatchObject({ result: 'error' })
  })
})

it('some of several languages can fail while the others complete', async () => {
  play({ scenario: { durationMs: 20_000, failTargets: 'fr-FR,de-DE' } })
  // A number spares a job with a single target, and here each language is a separate job.
  const client = clientOf(simulator)
  const { id } = await client.create({ source: `${SOURCE}?simulate=20s`, to: ['es', 'fr', 'de'] })
  const done = await advanceUntilSettled(client.wait(id, { settle: true }))
  expect(done.result).toBe('partial')
  expect(done.translation?.targets.map(({ status }) => status)).toEqual(['completed', 'error', 'error'])
})

it('too many jobs at once are refused, and the client retries when Azure says', async () => {
  play({ concurrentJobs: 1 })
  const client = clientOf(simulator)
  const first = await client.create({ source: SOURCE, to: ['es'] })
  const second = await advanceUntilSettled(client.create({ source: SOURCE, to: ['fr'] }))
  expect(
    (await advanceUntilSettled(client.waitMany([first.id, second.id]))).map(({ result }) => result),
  ).toEqual(['completed', 'completed'])
})

it('with API keys, only a key or a token gives access', async () => {
  play({ apiKeys: ['secret'] })
  const get = async (headers: Record<string, string>) =>
    (await simulator.fetch('/videotranslation/translations?api-version=2026-03-01', { headers })).status
  expect(await get({ 'ocp-apim-subscription-key': 'any' })).toBe(401)
  expect(await get({ 'ocp-apim-subscription-key': 'secret' })).toBe(200)
  expect(await get({ authorization: 'Bearer secret' })).toBe(200)
})
