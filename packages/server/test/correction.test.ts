import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type PlaybackFile, VideoTranslationClient } from 'video-translation-client'
import { cueAudio, preview, readPeaks, sourceProxy } from 'video-translation-client/studio'
import { createPipelineEngine } from '../src/lib/engines/pipeline/engine.ts'
import type {
  Line,
  Synthesizer,
  Transcriber,
  Translator,
} from '../src/lib/engines/pipeline/providers/providers.ts'
import { writeWav } from '../src/lib/media/wav.ts'
import { createServer, type VideoTranslationServer } from '../src/lib/server.ts'
import { countFfmpeg } from './support/count-ffmpeg.ts'
import { ffmpeg, probe, tracks } from './support/media.ts'

const CUES = 8
const SECONDS = 5 * CUES
const RATE = 24_000

let folder: string
let server: VideoTranslationServer
let client: VideoTranslationClient
let id: string
let video: string

/** What the providers were asked for. */
const asked = { recognised: 0, lines: [] as Line[], spoken: [] as string[] }

const provider = { identity: async () => '1', missing: async () => undefined }

const transcriber: Transcriber = {
  ...provider,
  name: 'ear',
  languages: ['en'],
  async transcribe() {
    asked.recognised++
    return Array.from({ length: CUES }, (_, at) => ({
      id: at + 1,
      start: at * 5,
      end: at * 5 + 4,
      text: `Line number ${at + 1}.`,
    }))
  },
}

const translator: Translator = {
  ...provider,
  name: 'book',
  seesContext: true,
  pairs: async () => [{ from: 'en', to: ['es'] }],
  async translate(lines) {
    asked.lines.push(...lines)
    return lines.map(({ text, known }) => known ?? `es ${text}`)
  },
}

/** A tone of a tenth of a second for a character, which every line has time for. */
const synthesizer: Synthesizer = {
  ...provider,
  name: 'mouth',
  languages: ['es'],
  maxSpeed: 1.2,
  async speak(text, { path, speed }) {
    asked.spoken.push(text)
    const samples = Math.round((text.length / 10 / speed) * RATE)
    await writeWav(
      path,
      Float32Array.from({ length: samples }, (_, at) => 0.3 * Math.sin(at / 9)),
      RATE,
    )
    return { seconds: samples / RATE, sampleRate: RATE, retries: 0 }
  },
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'correction-'))
  video = join(folder, 'talk.mp4')
  const sources = [`testsrc=size=160x90:rate=5:duration=${SECONDS}`, `sine=frequency=200:duration=${SECONDS}`]
  const inputs = sources.flatMap((source) => ['-f', 'lavfi', '-i', source])
  await ffmpeg(...inputs, '-pix_fmt', 'yuv420p', '-preset', 'ultrafast', '-c:a', 'aac', video)
  const engine = createPipelineEngine({
    transcribers: [transcriber],
    translators: [translator],
    synthesizers: [synthesizer],
  })
  server = await createServer({ dataDir: join(folder, 'data'), engines: [engine], logLevel: 'silent' })
  client = new VideoTranslationClient(server.url, { fetch: server.fetch })
  const source = new Blob([await readFile(video)])
  const done = await client.translate({ source, name: 'talk.mp4', from: 'en', to: ['es'] })
  id = done.id
})
afterAll(async () => {
  client.close()
  await server.close({ graceMs: 0 })
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => void Object.assign(asked, { recognised: 0, lines: [], spoken: [] }))

async function correct(edits: Parameters<typeof client.editCues>[1]['edits']): Promise<void> {
  const { revision } = await client.cues(id)
  await client.editCues(id, { revision, edits })
  await client.apply(id)
  await client.wait(id)
}

async function subtitles(): Promise<string> {
  return await (await client.download(id, 'es.srt')).text()
}

test('the source, the dub alone and the peaks of both are there to play, apart from the artifacts', async () => {
  const { artifacts, playback = [], targets } = await client.get(id)
  const [es] = targets
  const dubbed = es?.playback ?? []
  expect(artifacts.map(({ name }) => name)).not.toContain('source.mp4')
  expect(playback.map(({ name, kind, playable }) => [name, kind, playable])).toEqual([
    ['source.mp4', 'source', true],
    ['source.peaks.bin', 'peaks', undefined],
  ])
  expect(dubbed.map(({ name, kind }) => [name, kind])).toEqual([
    ['es.dub.m4a', 'dub'],
    ['es.peaks.bin', 'peaks'],
  ])
  const [dub, peaks] = dubbed as [PlaybackFile, PlaybackFile]
  const path = join(folder, 'dub.m4a')
  const downloaded = await client.download(id, dub.name)
  await writeFile(path, new Uint8Array(await (await downloaded.blob()).arrayBuffer()))
  const { streams, seconds } = await probe(path)
  expect(streams).toMatchObject([{ codec_name: 'aac' }])
  expect(seconds).toBeCloseTo(SECONDS, 0)
  // The first line is spoken for 1.9 s, and the next one starts at 5 s.
  const drawn = await readPeaks(client, peaks, { start: 0, end: 5 })
  const loud = Array.from({ length: 250 }, (_, at) => (drawn[2 * at + 1] ?? 0) > 3)
  expect(loud.indexOf(false)).toBeGreaterThan(80)
  expect(loud.indexOf(false)).toBeLessThan(110)
  expect(loud.slice(120).includes(true)).toBe(false)
  const source = await server.fetch(`${server.url}/v1/translations/${id}/source`, {
    headers: { range: 'bytes=4-7' },
  })
  expect([source.status, await source.text()]).toEqual([206, 'ftyp'])
})

test('what was heard before is not spoken again when it is applied', async () => {
  const heard = await preview(client, id, { target: 'es', cue: 'c7', text: 'Escuchada.' })
  expect(asked.spoken).toEqual(['Escuchada.'])
  expect(heard.fit).toMatchObject({ slotSeconds: 4.92, dubSeconds: 1, overflowSeconds: 0 })
  await correct([{ op: 'set', cue: 'c7', target: 'es', text: 'Escuchada.' }])
  expect(asked.spoken).toEqual(['Escuchada.'])
  expect((await cueAudio(client, id, 'c1', { target: 'es' })).size).toBeGreaterThan(10_000)
  expect(asked.spoken).toEqual(['Escuchada.'])
})

test('a small copy of the source is made once, and listed to play', async () => {
  const made = await sourceProxy(client, id)
  expect(made).toMatchObject({ kind: 'proxy', name: 'source.720p.mp4', mediaType: 'video/mp4' })
  const again = await sourceProxy(client, id)
  expect(again.bytes).toBe(made.bytes)
  const { playback = [], status } = await client.get(id)
  expect([status, playback.map(({ kind }) => kind)]).toEqual(['completed', ['source', 'peaks', 'proxy']])
  const path = join(folder, 'proxy.mp4')
  await writeFile(path, new Uint8Array(await (await server.fetch(made.url ?? '')).arrayBuffer()))
  const { streams, seconds } = await probe(path)
  expect([tracks(streams, 'video'), tracks(streams, 'audio')]).toEqual([['h264 und'], ['aac und']])
  expect(seconds).toBeCloseTo(SECONDS, 0)
})

test('a corrected translation costs one call of the voice, and nothing else', async () => {
  const before = await client.get(id)
  const processes = await countFfmpeg(folder)
  await correct([{ op: 'set', cue: 'c5', target: 'es', text: 'Corregida.' }])
  vi.unstubAllEnvs()
  expect(asked).toEqual({ recognised: 0, lines: [], spoken: ['Corregida.'] })
  // The lines that stay as they are have no process each.
  expect(await processes()).toBeLessThan(CUES)
  expect(await subtitles()).toContain('Corregida.')
  const after = await client.get(id)
  expect(after).toMatchObject({ status: 'completed', revision: (before.revision ?? 1) + 1 })
  expect(after.stale).toBeUndefined()
  const names = (artifacts: { name: string }[] = []) => artifacts.map(({ name }) => name)
  expect(names(after.targets[0]?.artifacts)).toEqual(names(before.targets[0]?.artifacts))
})

test('a corrected source line is translated with its neighbours in view, and spoken', async () => {
  await correct([{ op: 'set', cue: 'c3', text: 'Another line.' }])
  const open = asked.lines.filter(({ known }) => known === undefined)
  expect(open.map(({ text }) => text)).toEqual(['Another line.'])
  expect(asked.lines).toHaveLength(CUES)
  expect(asked.lines[4]?.known).toBe('Corregida.')
  expect(asked).toMatchObject({ recognised: 0, spoken: ['es Another line.'] })
})

test('a voice that a person names is in the result', async () => {
  await correct([{ op: 'set', cue: 'c2', target: 'es', voice: 'deep' }])
  expect((await client.cues(id)).items[1]?.targets['es']).toMatchObject({ voice: 'deep', state: 'current' })
  expect((await client.get(id)).stale).toBeUndefined()
})

test('moved times are fitted again without the voice', async () => {
  await correct([{ op: 'set', cue: 'c7', start: 30.5 }])
  expect(asked).toEqual({ recognised: 0, lines: [], spoken: [] })
  const page = await client.cues(id)
  expect(page.items[6]).toMatchObject({ start: 30.5, targets: { es: { state: 'current' } } })
})

test('subtitles alone are corrected, too', async () => {
  const source = new Blob([await readFile(video)])
  const options = { only: 'subtitles' }
  const done = await client.translate({ source, name: 'talk.mp4', from: 'en', to: ['es'], options })
  id = done.id
  expect((await client.cues(id)).items.map(({ targets }) => targets['es']?.state)).toEqual(
    Array.from({ length: CUES }, () => 'current'),
  )
  await correct([{ op: 'set', cue: 'c5', target: 'es', text: 'Corregida.' }])
  expect(await subtitles()).toContain('Corregida.')
  expect(await client.get(id)).toMatchObject({ status: 'completed', revision: 2 })
})
