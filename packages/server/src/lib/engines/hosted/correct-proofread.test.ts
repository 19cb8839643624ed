// Corrects a translation of HeyGen during its review, through the server.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type CueEdit, type CuePage, VideoTranslationClient } from 'video-translation-client'
import { createSimulator, type Simulator } from 'video-translation-simulator'
import { hostedEngine } from '../../../../test/support/hosted-engine.ts'
import { createServer, type VideoTranslationServer } from '../../server.ts'

let dataDir: string
let simulator: Simulator
let server: VideoTranslationServer
let client: VideoTranslationClient
/** Requests to the vendor that change something. */
const writes: string[] = []
/** Whether the answer to the next request for a video is lost. */
let losesVideo = false
/** Whether the vendor says nothing about videos. */
let isSilent = false
/** The body of the last request for a video. */
let wanted: unknown

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'proofreads-'))
  simulator = createSimulator({ face: 'heygen', scenario: '60ms' })
  const counted: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    if (request.method !== 'GET') writes.push(`${request.method} ${pathname}`)
    if (isSilent && /^\/v3\/video-translations\/(?!proofreads)/.test(pathname))
      throw new TypeError('fetch failed')
    if (pathname.endsWith('/generate')) wanted = await request.clone().json()
    const response = await simulator.fetch(request)
    if (!losesVideo || !pathname.endsWith('/generate')) return response
    losesVideo = false
    throw new TypeError('fetch failed')
  }
  const engines = [hostedEngine('heygen', 'https://vendor.example', counted)]
  server = await createServer({ dataDir, engines, logLevel: 'silent' })
  client = new VideoTranslationClient(server.url, { fetch: server.fetch })
})
afterAll(async () => {
  client.close()
  await server.close({ graceMs: 0 })
  await simulator.close()
  await rm(dataDir, { recursive: true })
})
beforeEach(() => {
  writes.splice(0)
  isSilent = false
})

const REQUEST = { source: 'https://example.com/talk.mp4', from: 'en', to: ['es-ES'] }

async function reviewed(): Promise<string> {
  const { id } = await client.create({ ...REQUEST, review: ['translation'] })
  const { result } = await client.wait(id, { settle: true })
  expect(result).toBe('needs_input')
  return id
}

async function edit(id: string, edits: CueEdit[]) {
  const { revision } = await client.cues(id)
  return await client.editCues(id, { revision, edits })
}

async function approved(id: string): Promise<string> {
  await client.approve(id, { stage: 'translation' })
  await client.wait(id)
  return await (await client.download(id, 'es-ES.srt')).text()
}

const texts = ({ items }: CuePage) => items.map(({ targets }) => targets['es-ES']?.text)
const asked = (ending: string) => writes.filter((route) => route.endsWith(ending)).length

it('shows its lines before the video is paid for, and makes it from what a person has approved', async () => {
  const id = await reviewed()
  expect(writes).toEqual(['POST /v3/video-translations/proofreads'])
  const page = await client.cues(id, { target: 'es-ES' })
  expect(page.items).toHaveLength(6)
  expect(page.items[1]).toMatchObject({ id: 'c2', start: 3.5, end: 6.5, text: '' })
  expect(texts(page)[1]).toMatch(/There are several/)
  await edit(id, [
    { op: 'set', cue: 'c2', target: 'es-ES', text: 'Hay varias.' },
    { op: 'set', cue: 'c3', start: 7.5 },
    { op: 'delete', cue: 'c5' },
    { op: 'insert', start: 22, end: 24, text: 'Thanks.', targets: { 'es-ES': 'Gracias.' } },
  ])
  const halves = { 'es-ES': ['Primera mitad.', 'Segunda mitad.'] } as Record<string, [string, string]>
  const split = await edit(id, [{ op: 'split', cue: 'c2', at: 5, targets: halves }])
  expect(split.changed.map(({ text }) => text)).toEqual(['', ''])
  const srt = await approved(id)
  expect(asked('/generate')).toBe(1)
  expect(srt).toContain('00:00:03,500 --> 00:00:05,000\nPrimera mitad.')
  expect(srt).toContain('00:00:05,000 --> 00:00:06,500\nSegunda mitad.')
  expect(srt).toContain('00:00:07,500 --> ')
  expect(srt).not.toContain('after a pause')
  expect(srt).toContain('Gracias.')
  const { items } = await client.cues(id)
  expect(new Set(items.map(({ targets }) => targets['es-ES']?.state))).toEqual(new Set(['current']))
  const done = await client.get(id)
  expect(done.targets[0]?.artifacts.map(({ name }) => name)).toContain('es-ES.mp4')
})

it('begins the video once, also if the answer to its request is lost', async () => {
  const id = await reviewed()
  losesVideo = true
  const before = simulator.jobs.length
  await approved(id)
  expect(losesVideo).toBe(false)
  expect(asked('/generate')).toBe(2)
  expect(simulator.jobs.length).toBe(before + 1)
})

it('goes on with the video after a cancel and a retry, with the options of the create', async () => {
  const options = { translate_audio_only: true, mode: 'precision' }
  const { id } = await client.create({ ...REQUEST, options, review: ['translation'] })
  await client.wait(id, { settle: true })
  isSilent = true
  const before = simulator.jobs.length
  await client.approve(id, { stage: 'translation' })
  await expect.poll(() => asked('/generate')).toBe(1)
  expect(wanted).toEqual({
    captions: true,
    translate_audio_only: true,
    callback_id: expect.stringMatching(/-r1$/),
  })
  await client.cancel(id)
  await client.wait(id, { settle: true })
  isSilent = false
  await client.retry(id)
  await client.wait(id)
  expect(simulator.jobs.length).toBe(before + 1)
})

it.each<[string, CueEdit, string]>([
  ['a source text', { op: 'set', cue: 'c1', text: 'Hello.' }, 'only the translated lines'],
  ['a voice', { op: 'set', cue: 'c1', target: 'es-ES', voice: 'Ana' }, 'only the text and the times'],
  ['a text to make again', { op: 'set', cue: 'c1', target: 'es-ES', text: null }, 'c1 needs its text'],
  ['another speaker', { op: 'set', cue: 'c1', speaker: 'Ana' }, 'only the translated lines'],
  ['a line without its text', { op: 'insert', start: 22, end: 24, text: 'Thanks.' }, 'c7 needs its text'],
])('refuses %s at the edit', async (_title, wrong, message) => {
  const id = await reviewed()
  await expect(edit(id, [wrong])).rejects.toMatchObject({
    code: 'edit_refused',
    message: expect.stringContaining(message),
  })
})

it('refuses edits once the video is made, and says what to do', async () => {
  const id = await reviewed()
  await approved(id)
  const edited = edit(id, [{ op: 'set', cue: 'c2', target: 'es-ES', text: 'Hay varias.' }])
  await expect(edited).rejects.toThrow('only while a review of the translation waits')
})

it('refuses a review of several languages at the create, and has no cues without a review', async () => {
  const create = client.create({ ...REQUEST, to: ['es-ES', 'fr-FR'], review: ['translation'] })
  await expect(create).rejects.toMatchObject({
    problem: {
      errors: [{ pointer: '/to/1', detail: expect.stringContaining('Create a translation for each') }],
    },
  })
  expect(writes).toEqual([])
  const { id } = await client.translate(REQUEST)
  await expect(client.cues(id)).rejects.toThrow('create it with `review: ["translation"]`')
})
