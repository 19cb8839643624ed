// Corrects translations of dubbing projects through the server, at a vendor behind a real socket.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type CueEdit, type CuePage, VideoTranslationClient } from 'video-translation-client'
import { createSimulator, type Simulator } from 'video-translation-simulator'
import { hostedEngine } from '../../../../test/support/hosted-engine.ts'
import { engineOf } from '../../../../test/support/test-engine.ts'
import { createServer, type VideoTranslationServer } from '../../server.ts'

const NO_CUES = 'This one never has cues. Take the other one.'
const PROJECTS = '/v1/dubbing/project'

let dataDir: string
let simulator: Simulator
let server: VideoTranslationServer
let client: VideoTranslationClient
/** Requests to the vendor that change something. */
const writes: string[] = []
/** The end of the path of requests that the vendor refuses. */
let refused: string | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'projects-'))
  simulator = createSimulator({ face: 'elevenlabs', scenario: '60ms', speed: 0 })
  const { url } = await simulator.listen()
  const counted: typeof fetch = async (input, init) => {
    const { method, url: asked } = new Request(input, init)
    const { pathname } = new URL(asked)
    // Time passes for the vendor with each request only.
    simulator.advance(20)
    if (refused !== undefined && pathname.endsWith(refused))
      return Response.json({ detail: { status: 'quota_exceeded', message: 'Buy credits.' } }, { status: 402 })
    if (method !== 'GET') writes.push(`${method} ${pathname}`)
    // This vendor knows one Spanish.
    const body = typeof init?.body === 'string' ? init.body.replace('"es-MX"', '"es"') : init?.body
    return await fetch(input, { ...init, body })
  }
  const silent = engineOf({ name: 'silent', run: async () => ({}), corrections: { noCues: NO_CUES } })
  const engines = [hostedEngine('elevenlabs-projects', url, counted), silent]
  server = await createServer({ dataDir, engines, logLevel: 'silent' })
  client = new VideoTranslationClient(server.url, { fetch: server.fetch })
})
afterAll(async () => {
  client.close()
  await server.close({ graceMs: 0 })
  await simulator.close()
  await rm(dataDir, { recursive: true })
})
beforeEach(() => void writes.splice(0))

const REQUEST = { source: 'https://example.com/talk.mp4', from: 'en', to: ['es', 'fr'] }

async function translated(): Promise<string> {
  const { id } = await client.translate(REQUEST)
  return id
}

async function edit(id: string, edits: CueEdit[]): Promise<void> {
  const { revision } = await client.cues(id)
  await client.editCues(id, { revision, edits })
}

async function applied(id: string): Promise<void> {
  writes.splice(0)
  await client.apply(id)
  await client.wait(id)
}

async function file(id: string, name: string): Promise<string> {
  return await (await client.download(id, name)).text()
}

async function cueFile(id: string, suffix: string): Promise<string> {
  const path = `/v1/translations/${id}/cues${suffix}?target=es`
  return await (await server.fetch(new URL(path, server.url))).text()
}

function regenerated(): number {
  return writes.filter((route) => route.endsWith('/regenerate')).length
}

const texts = ({ items }: CuePage, language: string) => items.map(({ targets }) => targets[language]?.text)

it('makes one project for all languages, and has its lines as cues, SRT and VTT', async () => {
  const id = await translated()
  expect(writes.filter((route) => route === `POST ${PROJECTS}`)).toHaveLength(1)
  expect(writes.filter((route) => route.endsWith('/language'))).toHaveLength(2)
  const page = await client.cues(id)
  expect(page).toMatchObject({ language: 'en', applied: { es: expect.any(Number), fr: expect.any(Number) } })
  expect(page.items).toHaveLength(6)
  expect(page.items[1]).toMatchObject({
    id: 'c2',
    start: 3.5,
    end: 6.5,
    speaker: 'default_speaker',
    targets: {
      es: { author: 'machine', state: 'current', text: expect.stringMatching(/^\[es\] There are/) },
    },
  })
  expect(await cueFile(id, '.srt')).toContain('00:00:03,500 --> 00:00:06,500\n[es] There are several lines')
  expect(await cueFile(id, '.vtt')).toContain('[es] This is the last line.')
  const { targets } = await client.get(id)
  expect(targets[0]?.artifacts.map(({ name }) => name)).toEqual(['es.flac', 'es.vtt'])
})

it('sends a corrected line, and has only its language dubbed again', async () => {
  const id = await translated()
  await edit(id, [{ op: 'set', cue: 'c2', target: 'es', text: 'Hay varias.' }])
  expect(await client.get(id)).toMatchObject({ status: 'completed', stale: true })
  await applied(id)
  expect(writes.map((route) => route.split('/').at(-1))).toEqual(['segments', 'regenerate'])
  const done = await client.get(id)
  expect(done).toMatchObject({ status: 'completed', revision: 2 })
  expect(done.stale).toBeUndefined()
  expect(await file(id, 'es.vtt')).toContain('Hay varias.')
  const { items } = await client.cues(id)
  expect(items[1]?.targets['es']).toMatchObject({ text: 'Hay varias.', author: 'person', state: 'current' })
  await client.apply(id)
  expect(regenerated()).toBe(1)
})

it('sends whatever edits leave: new, cut, joined and deleted lines, and new source texts', async () => {
  const id = await translated()
  await edit(id, [
    { op: 'set', cue: 'c1', text: 'Welcome.' },
    { op: 'split', cue: 'c2', at: 5, texts: ['There are several,', 'so edit them.'] },
    { op: 'merge', cues: ['c4', 'c5'] },
    { op: 'delete', cue: 'c6' },
    { op: 'insert', start: 18, end: 20, text: 'Thanks.', targets: { es: 'Gracias.' } },
  ])
  await applied(id)
  expect(regenerated()).toBe(2)
  const page = await client.cues(id)
  expect(page.items.map(({ text }) => text)).toEqual([
    'Welcome.',
    'There are several,',
    'so edit them.',
    'A line can be split in two, and two lines can be joined.',
    'Some lines follow at once. Others come after a pause.',
    'Thanks.',
  ])
  expect(texts(page, 'fr').slice(0, 3)).toEqual(page.items.slice(0, 3).map(({ text }) => `[fr] ${text}`))
  const joined = '[es] Some lines follow at once. [es] Others come after a pause.'
  expect(texts(page, 'es').slice(-2)).toEqual([joined, 'Gracias.'])
  const states = page.items.flatMap(({ targets }) => Object.values(targets).map(({ state }) => state))
  expect(new Set(states)).toEqual(new Set(['current']))
  expect(await file(id, 'es.vtt')).toContain('Gracias.')
  expect(await file(id, 'fr.vtt')).not.toContain('last line')
})

it('keeps the old files when the vendor refuses to dub again, and goes on with a retry', async () => {
  const id = await translated()
  await edit(id, [{ op: 'set', cue: 'c2', target: 'es', text: 'Hay varias.' }])
  writes.splice(0)
  refused = '/regenerate'
  await client.apply(id)
  const { result, translation } = await client.wait(id, { settle: true })
  expect(result).toBe('partial')
  expect(translation?.targets[0]).toMatchObject({
    error: { code: 'quota_exceeded', message: expect.stringContaining('Buy credits.') },
    artifacts: [{ name: 'es.flac', stale: true }, { stale: true }],
  })
  expect(await file(id, 'es.vtt')).toContain('[es] There are several')
  refused = undefined
  await client.retry(id)
  await client.wait(id)
  expect(await file(id, 'es.vtt')).toContain('Hay varias.')
  expect(writes.map((route) => route.split('/').at(-1))).toEqual(['segments', 'regenerate'])
})

it('stops for a review of the transcript before any language is paid for', async () => {
  const { id } = await client.create({ ...REQUEST, review: ['transcript'] })
  const outcome = await client.wait(id, { settle: true })
  expect(outcome.result).toBe('needs_input')
  expect(writes.map((route) => route.split('/').at(-1))).toEqual(['project'])
  await edit(id, [{ op: 'set', cue: 'c1', text: 'Welcome.' }])
  await client.approve(id, { stage: 'transcript' })
  await client.wait(id)
  expect(texts(await client.cues(id), 'es')[0]).toBe('[es] Welcome.')
  expect(regenerated()).toBe(0)
})

it('adds a language to the same project later', async () => {
  const id = await translated()
  writes.splice(0)
  await client.addTargets(id, { to: ['de'] })
  await client.wait(id)
  expect(writes.map((route) => route.split('/').at(-1))).toEqual(['language'])
  expect(texts(await client.cues(id), 'de')[5]).toBe('[de] This is the last line.')
})

it.each<[string, CueEdit[], { pointer: string; message: string }]>([
  [
    'a voice',
    [{ op: 'set', cue: 'c1', target: 'es', voice: 'Anna' }],
    { pointer: '/edits/0/voice', message: 'takes no voice for a line' },
  ],
  [
    'no speaker',
    [{ op: 'set', cue: 'c1', speaker: null }],
    { pointer: '/edits/0/speaker', message: 'needs one of the speakers that it found: default_speaker.' },
  ],
  [
    'a line that is too long',
    [{ op: 'insert', start: 21, end: 60, text: 'Long.' }],
    { pointer: '/edits', message: 'c7 would have 39 s. Split it.' },
  ],
])('refuses %s at the edit, and asks the vendor nothing', async (_title, edits, { pointer, message }) => {
  const id = await translated()
  writes.splice(0)
  const { revision } = await client.cues(id)
  const refused = client.editCues(id, { revision, edits })
  await expect(refused).rejects.toMatchObject({
    code: 'edit_refused',
    message: expect.stringContaining(message),
    problem: { rule: 'invalid', errors: [{ pointer }] },
  })
  expect((await client.cues(id)).revision).toBe(revision)
  expect(writes).toEqual([])
})

it('ends finally where the vendor lists a language by another tag, and pays for it once', async () => {
  const { id } = await client.create({ ...REQUEST, to: ['es-MX'] })
  const message = expect.stringContaining('Create the translation into es instead')
  for (let revision = 1; revision < 3; revision++) {
    const { translation } = await client.wait(id, { settle: true })
    expect(translation).toMatchObject({
      revision,
      targets: [{ error: { code: 'language_renamed', message } }],
    })
    await client.retry(id)
  }
  await client.wait(id, { settle: true })
  expect(writes.filter((route) => route.endsWith('/language'))).toHaveLength(1)
})

it('refuses options that the vendor would ignore, and a redo that it cannot make', async () => {
  const refusedAt = async (begun: Promise<unknown>, pointer: string) =>
    await expect(begun).rejects.toMatchObject({ status: 422, problem: { errors: [{ pointer }] } })
  const voices = { voice_settings: { speed: 1.1 } }
  await refusedAt(client.create({ ...REQUEST, options: voices }), '/options/voice_settings')
  await refusedAt(
    client.create({ ...REQUEST, options: { languageOptions: [voices] } }),
    '/options/languageOptions',
  )
  expect(writes).toEqual([])
  const languageOptions = { ...voices, target_language: 'de' }
  const { id } = await client.translate({ ...REQUEST, to: ['es'], options: { languageOptions } })
  await refusedAt(client.addTargets(id, { to: ['fr', 'es'] }), '/to/1')
  expect(texts(await client.cues(id), 'es')[5]).toBe('[es] This is the last line.')
})

it('refuses a review that it cannot stop for, at the create', async () => {
  const create = client.create({ ...REQUEST, review: ['transcript', 'translation'] })
  await expect(create).rejects.toMatchObject({
    status: 422,
    problem: { errors: [{ pointer: '/review/1', detail: expect.stringContaining('Leave it out') }] },
  })
  expect(writes).toEqual([])
})

it('says why a translation has no cues, if its engine knows', async () => {
  const { id } = await client.translate({ ...REQUEST, engine: 'silent' })
  for (const read of [() => client.cues(id), () => client.apply(id)])
    await expect(read()).rejects.toMatchObject({ code: 'no_cues', message: expect.stringContaining(NO_CUES) })
})
