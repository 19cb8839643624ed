import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ChargedVerb, type Protocol, VideoTranslationClient } from 'video-translation-client'
import { chargeAmong } from 'video-translation-client/estimate'
import { azure } from 'video-translation-client/protocols/azure'
import { elevenLabs } from 'video-translation-client/protocols/elevenlabs'
import { heygen } from 'video-translation-client/protocols/heygen'
import { createSimulator, type Simulator } from 'video-translation-simulator'
import { createPipelineTask } from '../../../../test/support/pipeline-task.ts'
import type { SourceTask, TargetTask } from '../engine.ts'
import { createHostedEngine } from './hosted-engine.ts'
import { SEPARATE_JOBS } from './jobs/separate-jobs.ts'
import type { HostedRequest, HostedVendor } from './vendor/vendor.ts'
import { createVendorResponses } from './vendor/vendor-responses.ts'
import { createHostedEngines } from './vendors.ts'

const VENDORS = {
  heygen: { protocol: heygen() as Protocol<HostedRequest>, creates: 'POST /v3/video-translations' },
  elevenlabs: { protocol: elevenLabs() as Protocol<HostedRequest>, creates: 'POST /v1/dubbing' },
  azure: { protocol: azure() as unknown as Protocol<HostedRequest>, creates: 'PUT /videotranslation/' },
}
type Name = keyof typeof VENDORS

const URL_SOURCE = 'https://talks.blob.core.windows.net/public/talk.mp4'
const FAST = { schedule: 'fixed', minDelayMs: 1 } as const

let folder: string
let simulator: Simulator | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hosted-'))
})

afterEach(async () => {
  await simulator?.close()
  simulator = undefined
  await rm(folder, { recursive: true, force: true })
})

interface Settings {
  /** So much time passes for the vendor with each request, and none else. Default: 20 ms. */
  stepMs?: number
  refuse?: (request: Request) => Response | undefined
}

/**
 * An engine whose vendor is played by the simulator. `requests` holds the requests that arrived.
 */
function engineOf(name: Name, scenario: string, { stepMs = 20, refuse }: Settings = {}) {
  const requests: string[] = []
  simulator ??= createSimulator({ face: name, scenario, speed: 0 })
  const { fetch: answer, advance } = simulator
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    requests.push(`${request.method} ${new URL(request.url).pathname}`)
    advance(stepMs)
    return refuse?.(request) ?? (await answer(request))
  }
  const { protocol } = VENDORS[name]
  const responses = createVendorResponses(fetch)
  const client = new VideoTranslationClient('https://vendor.example', {
    protocol,
    apiKey: 'key',
    fetch: responses.fetch,
    waiting: FAST,
    retry: { limit: 1, minDelayMs: 1 },
  })
  const takesFiles = name !== 'azure'
  const charges = { vendor: name, verbs: {} }
  const abilities = { work: SEPARATE_JOBS, charges, corrections: {}, reviews: [] }
  const vendor: HostedVendor = {
    name,
    description: '',
    client,
    responses,
    takesFiles,
    setUp: '',
    ...abilities,
  }
  return { requests, engine: createHostedEngine(vendor) }
}

const base = { translationId: 'tr_1', attempt: 1, from: 'en-US', options: {} }

function targetTask(prepared: unknown): TargetTask {
  return { ...base, id: 'task-1', kind: 'target', language: 'es-ES', prepared }
}

function sourceTask(source: SourceTask['source']): SourceTask {
  return { ...base, id: 'task-0', kind: 'source', source, to: ['es-ES'] }
}

describe.each(Object.keys(VENDORS) as Name[])('the engine %s', (name) => {
  it('has the vendor translate a language, and stores the files', async () => {
    const { engine, requests } = engineOf(name, '50ms')
    const task = createPipelineTask(targetTask({ url: URL_SOURCE }), folder)
    const { artifacts = [] } = await task.attempt(engine)
    expect(artifacts.map((artifact) => artifact.name)).toContain('es-ES.mp4')
    for (const { key } of artifacts)
      expect((await readFile(await task.path(key ?? ''))).length).toBeGreaterThan(0)
    expect(requests.filter((request) => request.startsWith(VENDORS[name].creates))).toHaveLength(1)
  })

  it('waits for the same job after a restart, and starts no second one', async () => {
    const { engine, requests } = engineOf(name, '400ms', { stepMs: 0 })
    const next = engineOf(name, '400ms', { stepMs: 50 })
    const task = createPipelineTask(targetTask({ url: URL_SOURCE }), folder)
    const killed = new AbortController()
    const first = task.attempt(engine, killed.signal)
    await expect.poll(() => task.log.length).toBeGreaterThan(0)
    killed.abort(new Error('the server was killed'))
    await expect(first).rejects.toThrow('killed')
    const { artifacts = [] } = await task.attempt(next.engine)
    expect(artifacts.length).toBeGreaterThan(0)
    const creates = [...requests, ...next.requests].filter((request) =>
      request.startsWith(VENDORS[name].creates),
    )
    expect(creates).toHaveLength(1)
    expect(simulator?.jobs).toHaveLength(1)
  })

  it('starts a new job when a completed translation is made again', async () => {
    const { engine } = engineOf(name, '50ms')
    const target = targetTask({ url: URL_SOURCE })
    await createPipelineTask(target, folder).attempt(engine)
    // A completed task has no checkpoint any more.
    const { artifacts = [] } = await createPipelineTask({ ...target, revision: 2 }, folder).attempt(engine)
    expect(artifacts.length).toBeGreaterThan(0)
    expect(simulator?.jobs).toHaveLength(2)
  })

  it('a retry goes on with a job that was paid for', async () => {
    const { engine } = engineOf(name, '1h')
    const target = targetTask({ url: URL_SOURCE })
    const task = createPipelineTask(target, folder)
    const canceled = new AbortController()
    const first = task.attempt(engine, canceled.signal)
    await expect.poll(() => task.log.length).toBeGreaterThan(0)
    canceled.abort(new Error('it was canceled'))
    await expect(first).rejects.toThrow('canceled')
    simulator?.advance('1h')
    target.revision = 2
    const { artifacts = [] } = await task.attempt(engine)
    expect(artifacts.length).toBeGreaterThan(0)
    expect(simulator?.jobs).toHaveLength(1)
  })

  it('a retry replaces a job that failed', async () => {
    const { engine } = engineOf(name, 'outcome=error;duration=50ms')
    const target = targetTask({ url: URL_SOURCE })
    const task = createPipelineTask(target, folder)
    await expect(task.attempt(engine)).rejects.toMatchObject({ name: 'EngineError' })
    target.revision = 2
    await expect(task.attempt(engine)).rejects.toMatchObject({ name: 'EngineError' })
    expect(simulator?.jobs).toHaveLength(2)
  })

  it('pays once if the server is killed after the create request and before its response', async () => {
    let lose = true
    const { engine } = engineOf(name, '100ms', { stepMs: 50 })
    const refuse = (request: Request) => {
      if (!lose || request.method === 'GET') return undefined
      lose = false
      // The request arrives and its response is lost. A later abort of the request changes nothing.
      void simulator?.fetch(new Request(request, { signal: null }))
      throw new TypeError('fetch failed')
    }
    const losing = engineOf(name, '100ms', { stepMs: 0, refuse })
    const killed = new AbortController()
    const task = createPipelineTask(targetTask({ url: URL_SOURCE }), folder)
    const first = task.attempt(losing.engine, killed.signal)
    await expect.poll(() => lose).toBe(false)
    killed.abort(new Error('the server was killed'))
    await expect(first).rejects.toThrow('killed')
    await expect.poll(() => simulator?.jobs.length).toBe(1)
    await task.attempt(engine)
    expect(simulator?.jobs).toHaveLength(1)
  })

  it('gives a sign of life with each response of a vendor that reports no change', async () => {
    const { engine, requests } = engineOf(name, '600ms', { stepMs: 40 })
    const task = createPipelineTask(targetTask({ url: URL_SOURCE }), folder)
    let signs = 0
    await task.attempt(engine, undefined, () => signs++)
    const asked = requests.filter((request) => request.startsWith('GET')).length
    expect(asked).toBeGreaterThan(8)
    expect(signs).toBeGreaterThan(asked / 2)
  })

  it('fails finally, with the reason of the vendor', async () => {
    const { engine } = engineOf(name, 'outcome=error;duration=50ms')
    const task = createPipelineTask(targetTask({ url: URL_SOURCE }), folder)
    await expect(task.attempt(engine)).rejects.toMatchObject({ name: 'EngineError', retryable: false })
  })

  it('fails finally if the vendor refuses the request', async () => {
    const { engine } = engineOf(name, '50ms', { refuse: () => Response.json({}, { status: 402 }) })
    const task = createPipelineTask(targetTask({ url: URL_SOURCE }), folder)
    await expect(task.attempt(engine)).rejects.toMatchObject({ name: 'EngineError', retryable: false })
  })

  it('uploads a file if the vendor accepts files, and otherwise refuses it before the first request', async () => {
    const { engine, requests } = engineOf(name, '50ms')
    const file = join(folder, 'talk.mp4')
    await writeFile(file, 'a video')
    const prepare = createPipelineTask(sourceTask({ file, name: 'talk.mp4' }), folder)
    if (name === 'azure') {
      await expect(prepare.attempt(engine)).rejects.toMatchObject({ code: 'url_required' })
      return expect(requests).toEqual([])
    }
    const { output } = await prepare.attempt(engine)
    const { artifacts } = await createPipelineTask(targetTask(output), folder).attempt(engine)
    expect(artifacts?.length).toBeGreaterThan(0)
  })
})

it.each([
  ['heygen', 'upload', []],
  ['azure', 'url', []],
  ['azure', 'upload', [{ pointer: '/source', code: 'url_required' }]],
] as const)('%s checks a source that is an %s before any request', async (name, source, refused) => {
  const { engine } = engineOf(name, '50ms')
  expect(await engine.check({ source, to: ['es-ES'], options: {} })).toMatchObject(refused)
})

it('a vendor without a key is listed, names the missing variable, and refuses requests', async () => {
  const engines = createHostedEngines({ HEYGEN_API_KEY: 'key', AZURE_SPEECH_KEY: 'key' })
  const ready = await Promise.all(
    engines.map(async (engine) => [engine.name, (await engine.describe()).ready]),
  )
  expect(Object.fromEntries(ready)).toEqual({
    heygen: true,
    elevenlabs: false,
    azure: false,
    'elevenlabs-projects': false,
  })
  const [, , azureEngine] = engines
  expect(await azureEngine?.check({ source: 'url', to: ['es'], options: {} })).toMatchObject([
    { code: 'not_set_up', message: expect.stringContaining('AZURE_SPEECH_ENDPOINT') },
  ])
  for (const engine of engines) await engine.close?.()
})

it('a vendor says what it charges for, also one without a key', async () => {
  const described = await Promise.all(createHostedEngines({}).map((engine) => engine.describe()))
  const charge = (verb: ChargedVerb) => described.map(({ name }) => chargeAmong(described, name, verb)?.work)
  expect(described.map(({ name }) => name)).toEqual(['heygen', 'elevenlabs', 'azure', 'elevenlabs-projects'])
  for (const verb of ['create', 'retry', 'addTargets'] as const)
    expect(charge(verb)).toEqual(['video', 'dub', 'video', 'dub'])
  expect(charge('apply')).toEqual([undefined, undefined, undefined, 'lines'])
  expect(charge('approve')).toEqual(['video', undefined, undefined, 'dub'])
})
