import { type Translation, VideoTranslationClient } from 'video-translation-client'
import { azure, type AzureRequest } from 'video-translation-client/protocols/azure'
import { createSimulator, type Listening, type Simulator } from 'video-translation-simulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createInspector, type Inspector } from './inspector.ts'
import { OPERATIONS, type Version } from './specification.ts'

const SOURCE = 'https://talks.blob.core.windows.net/c/talk.mp4?sv=2023-01-03&sig=s'
const FILE = 'https://talks.blob.core.windows.net/c/es.vtt?sig=s'
/** Only the simulated Azure reads files of the blob storage. */
const download = async (input: unknown) =>
  new Response('WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nHola.\n', {
    status: String(input) === FILE ? 200 : 404,
  })
const QUICKLY = { schedule: 'fixed', minDelayMs: 100 } as const

let simulator: Simulator
let server: Listening

beforeEach(async () => {
  simulator = createSimulator({ face: 'azure', scenario: '1s', speed: 10, fetch: download as typeof fetch })
  server = await simulator.listen()
})
afterEach(async () => await simulator.close())

const VERSIONS: Version[] = ['2025-05-20', '2026-03-01']

describe.each(VERSIONS)('version %s of the API, on a socket', (version) => {
  it('matches the requests of the client and the answers of the simulator', async () => {
    const { client, inspector } = connected(version)
    const done = await client.translate(request(version), QUICKLY)
    expect(done.targets.map(({ language, status }) => [language, status])).toEqual([
      ['es-ES', 'completed'],
      ['fr-FR', 'completed'],
    ])
    expect(await (await client.download(done.id, 'fr-FR.vtt')).text()).toMatch(/^WEBVTT/)
    expect(await listed(client.list({ limit: 1 }))).toHaveLength(2)
    // A repeated request gets the same translation, so that nothing is paid twice.
    expect((await client.create(request(version))).id).toBe(done.id)
    expect(simulator.jobs).toHaveLength(2)
    await client.delete(done.id)
    await expect(client.get(done.id)).rejects.toMatchObject({ status: 404, code: 'NotFound' })
    expect(inspector.faults).toEqual([])
  })

  it('corrects a translation by another iteration', async () => {
    const { client, inspector } = connected(version)
    const done = await client.translate({ ...request(version), to: ['es-ES'] }, QUICKLY)
    expect((await client.cues(done.id)).revision).toBe(1)
    const begun = await client.apply(done.id, { options: { webvttFile: { url: FILE } } })
    const again = await client.wait(begun.id, QUICKLY)
    expect((await client.cues(again.id)).items.map(({ targets }) => targets['es-ES']?.text)).toEqual([
      'Hola.',
    ])
    expect(inspector.faults).toEqual([])
  })

  it('covers failures and audio as the specification says', async () => {
    const { client, inspector } = connected(version)
    const source = 'https://talks.blob.core.windows.net/c/talk.mp3?simulate=fails-late'
    const outcome = await client.translate({ source, to: ['de-DE'] }, { ...QUICKLY, settle: true })
    expect(outcome).toMatchObject({
      result: 'error',
      translation: { targets: [{ error: { code: 'failed' } }] },
    })
    const sound = await client.translate({ source: source.split('?')[0]!, to: ['de-DE'] }, QUICKLY)
    expect(sound.targets[0]!.artifacts.map(({ name }) => name)).not.toContain('de-DE.mp4')
    expect(inspector.faults).toEqual([])
  })
})

describe('operations that the client does not use', () => {
  it('are served as the specification says, so that every operation is covered', async () => {
    const { client, inspector } = connected('2026-03-01')
    const done = await client.translate({ ...request('2026-03-01'), to: ['es-ES'] }, QUICKLY)
    const { call } = caller(inspector)
    const path = '/translations/spec-2026-03-01.es-ES'
    expect(await call('GET', `${path}/iterations/Initial`)).toMatchObject({ body: { status: 'Succeeded' } })
    expect(await call('GET', '/operations/create.spec-2026-03-01.es-ES')).toMatchObject({
      body: { status: 'Succeeded' },
    })
    const input = { webvttFile: { url: FILE, kind: 'TargetLocaleSubtitle' }, subtitleFontSize: 12 }
    const second = await call('PUT', `${path}/iterations/second`, { description: 'better', input }, 'edit-1')
    expect(second).toMatchObject({ status: 201, body: { id: 'second', description: 'better' } })
    expect(await call('PUT', `${path}/iterations/second`, { input }, 'edit-1')).toMatchObject({ status: 200 })
    // The client waits for the first iteration, which was paid for, even if a later one exists.
    expect((await client.get(done.id)).status).toBe('completed')
    const first = await call('GET', `${path}/iterations?maxpagesize=1`)
    expect(first.body).toMatchObject({
      value: [{ id: 'Initial' }],
      nextLink: expect.stringContaining('skip=1'),
    })
    await useEventHub(call)
    await call('DELETE', path)
    expect(inspector.faults).toEqual([])
    // The client keeps its own list, so this request only completes the coverage.
    expect(await call('GET', '/translations?top=5&skip=0')).toMatchObject({
      status: 200,
      body: { value: [] },
    })
    expect([...inspector.used].toSorted()).toEqual(OPERATIONS.map(({ route }) => route).toSorted())
  })

  it.each([
    [{ targetLocale: 'es' }, 'input.targetLocale'],
    [{ voiceKind: undefined }, 'input.voiceKind'],
    [{ voiceKind: 'Robot' }, 'input.voiceKind'],
    [{ audioFileUrl: SOURCE }, 'input'],
    [{ videoFileUrl: 'talk.mp4' }, 'input.videoFileUrl'],
    [{ speakerCount: 'two' }, 'input.speakerCount'],
  ])('refuses %j, and names the field', async (wrong, target) => {
    const inspector = createInspector('2026-03-01')
    const { call } = caller(inspector)
    const input = { targetLocale: 'es-ES', voiceKind: 'PlatformVoice', videoFileUrl: SOURCE, ...wrong }
    expect(await call('PUT', '/translations/wrong', { input }, 'op-1')).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequest', target } },
    })
    expect(await call('GET', '/translations/wrong')).toMatchObject({ status: 404 })
    // The requests are wrong on purpose; only their answers are checked.
    expect(
      inspector.faults.filter(
        (fault) => !fault.includes('TranslationInput') && !fault.includes(': Translation'),
      ),
    ).toEqual([])
  })

  it('are refused without a key, a version or an operation, and for an existing id', async () => {
    const ask = (path: string, init?: RequestInit) => fetch(`${server.url}/videotranslation${path}`, init)
    const headers = { 'ocp-apim-subscription-key': 'any' }
    expect((await ask('/translations?api-version=2026-03-01')).status).toBe(401)
    expect((await ask('/translations', { headers })).status).toBe(400)
    expect((await ask('/translations?api-version=2019-01-01', { headers })).status).toBe(400)
    const { call } = caller(createInspector('2026-03-01'))
    const input = { targetLocale: 'es-ES', voiceKind: 'PlatformVoice', videoFileUrl: SOURCE }
    expect(await call('PUT', '/translations/one', { input })).toMatchObject({ status: 400 })
    expect(await call('PUT', '/translations/one', { input }, 'op-1')).toMatchObject({ status: 201 })
    expect(await call('PUT', '/translations/one', { input }, 'op-1')).toMatchObject({ status: 200 })
    expect(await call('PUT', '/translations/one', { input }, 'op-2')).toMatchObject({ status: 409 })
    expect(await call('PUT', '/translations/two', { input }, 'op-1')).toMatchObject({ status: 409 })
  })
})

function request(version: Version): AzureRequest {
  return {
    source: SOURCE,
    from: 'en-US',
    to: ['es-ES', 'fr-FR'],
    name: 'talk.mp4',
    reference: 'r-1',
    idempotencyKey: `spec-${version}`,
    options: {
      input: { speakerCount: 2 },
      firstIterationInput: { exportTargetLocaleAdvancedSubtitleFile: true },
    },
  }
}

function connected(apiVersion: Version): {
  client: VideoTranslationClient<AzureRequest>
  inspector: Inspector
} {
  const inspector = createInspector(apiVersion)
  const options = { protocol: azure({ apiVersion }), apiKey: 'any', fetch: inspector.fetch }
  return { client: new VideoTranslationClient(server.url, options), inspector }
}

type CallAzure = (
  method: string,
  path: string,
  json?: object,
  operation?: string,
) => Promise<{ status: number; body: unknown }>

/** Sends a request without the client. */
function caller(inspector: Inspector): { call: CallAzure } {
  return {
    async call(method, path, json, operation) {
      const url = new URL(`${server.url}/videotranslation${path}`)
      url.searchParams.set('api-version', '2026-03-01')
      const response = await inspector.fetch(url, {
        method,
        headers: { authorization: 'Bearer token', ...(operation && { 'operation-id': operation }) },
        ...(json && { body: JSON.stringify(json) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
    },
  }
}

async function useEventHub(call: CallAzure): Promise<void> {
  const path = '/configurations/event-hub'
  const configuration = {
    isEnabled: true,
    eventHubNamespaceHostName: 'mine.servicebus.windows.net',
    eventHubName: 'hub',
    enabledEvents: ['Ping', 'IterationCompletion'],
  }
  expect(await call('GET', path)).toMatchObject({ status: 404 })
  expect(await call('PUT', path, configuration)).toMatchObject({ body: configuration })
  expect(await call('GET', path)).toMatchObject({ body: configuration })
  expect(await call('POST', `${path}:ping`)).toMatchObject({ status: 200 })
  expect(await call('DELETE', path)).toMatchObject({ status: 204 })
}

async function listed(list: AsyncIterable<Translation>): Promise<Translation[]> {
  const all: Translation[] = []
  for await (const each of list) all.push(each)
  return all
}
