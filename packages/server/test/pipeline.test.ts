import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import type { Engine, TaskResult } from '../src/lib/engines/engine.ts'
import { createPipelineEngine } from '../src/lib/engines/pipeline/engine.ts'
import type { CueReport } from '../src/lib/engines/pipeline/providers/cue.ts'
import type { SourceOutput } from '../src/lib/engines/pipeline/stages/source-output.ts'
import type { TargetOutput } from '../src/lib/engines/pipeline/target-task.ts'
import { moonshine } from '../src/lib/engines/pipeline/recognition/sherpa/models.ts'
import { createSherpaTranscriber } from '../src/lib/engines/pipeline/recognition/sherpa/transcriber.ts'
import { readWav } from '../src/lib/media/wav.ts'
import { ffmpeg, measureSpans, pictureHash, probe, SAMPLE, tracks } from './support/media.ts'
import { createPipelineTask, type PipelineTask } from './support/pipeline-task.ts'
import { scriptedTranscriber } from './support/scripted-providers.ts'

const SECOND_SENTENCE_SECONDS = 6.5

let folder: string
/** The first three sentences of the sample. */
let sample: string
let engine: Engine
let source: TaskResult

interface Report {
  providers: Record<string, { name: string }>
  stagesMs: Record<string, number>
  cues: CueReport[]
}

function sourceTask(path: string, name = 'austen'): PipelineTask {
  const task = { kind: 'source', id: name, translationId: 't', attempt: 1, from: 'en', options: {} } as const
  return createPipelineTask({ ...task, source: { file: path, name: 'talk.mp4' }, to: ['es'] }, folder)
}

function targetTask(language: string, options = {}): PipelineTask {
  const { output: prepared } = source
  const task = {
    kind: 'target',
    id: language,
    translationId: 't',
    attempt: 1,
    from: 'en',
    options,
    language,
  } as const
  return createPipelineTask({ ...task, prepared }, folder)
}

type RequestToCheck = { from?: string; to: string[]; options?: Record<string, unknown> }

async function refusalsOf(checking: Engine, request: RequestToCheck): Promise<string[]> {
  const refusals = await checking.check({ source: 'url', options: {}, ...request })
  return refusals.map(({ code, pointer, message }) => `${code} ${pointer} ${message}`)
}

async function artifact(task: PipelineTask, result: TaskResult, name: string): Promise<string> {
  const found = result.artifacts?.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`There is no ${name}.`)
  return await task.path(found.key ?? '')
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipeline-'))
  await pullPacks([...DEFAULT_PACKS, 'moonshine-base-es'])
  sample = join(folder, 'three-sentences.mp4')
  await ffmpeg('-i', SAMPLE, '-t', '15.6', '-c', 'copy', sample)
  engine = createPipelineEngine({ voice: 'quantised' })
  source = await sourceTask(sample).attempt(engine)
})
afterAll(async () => {
  await engine.close?.()
  await rm(folder, { recursive: true })
})

test('everything that the sample needs is installed', async () => {
  expect(await engine.check({ source: 'url', from: 'en', to: ['es', 'ca'], options: {} })).toEqual([])
  expect(await engine.describe()).toMatchObject({ ready: true, problems: [] })
})

test('the source is transcribed once, as JSON and as subtitles', async () => {
  const task = sourceTask(sample)
  const names = source.artifacts?.map(({ name }) => name)
  expect(names).toEqual(['transcript.json', 'en.srt', 'en.vtt'])
  expect(source.source).toMatchObject({ name: 'talk.mp4', bytes: (await stat(sample)).size })
  expect(source.source?.durationSeconds).toBeCloseTo(15.6, 0)
  const transcript = JSON.parse(await readFile(await artifact(task, source, 'transcript.json'), 'utf8'))
  expect(transcript).toMatchObject({ language: 'en', transcriber: 'moonshine' })
  expect(transcript.cues.length).toBeGreaterThanOrEqual(3)
})

test('the sample is dubbed in Spanish: unchanged picture, dub first, subtitles in both languages', async () => {
  const task = targetTask('es')
  const result = await task.attempt(engine)
  expect(result.artifacts?.map(({ name }) => name)).toEqual([
    'es.mp4',
    'es.srt',
    'es.vtt',
    'es.ass',
    'es.report.json',
  ])
  expect(result.warnings?.map(({ code }) => code)).toContain('draft_quality')

  const video = await artifact(task, result, 'es.mp4')
  const [before, after] = [await probe(sample), await probe(video)]
  expect(await pictureHash(video, 'framemd5')).toBe(await pictureHash(sample, 'framemd5'))
  expect(tracks(after.streams, 'audio')).toEqual(['aac spa', 'aac eng'])
  expect(tracks(after.streams, 'subtitle')).toEqual(['mov_text spa', 'mov_text eng'])
  expect(Math.abs(after.seconds - before.seconds)).toBeLessThan(0.1)

  const report = JSON.parse(await readFile(await artifact(task, result, 'es.report.json'), 'utf8')) as Report
  expect(Object.keys(report.stagesMs)).toEqual([
    'fetch',
    'prepare',
    'identify',
    'transcribe',
    'translate',
    'synthesize',
    'render',
  ])
  expect(report.providers).toMatchObject({
    translator: { name: 'apertium' },
    synthesizer: { name: 'kokoro' },
  })
  await expectOnTime(report.cues, await task.path('es/a1/intermediate/dub.wav'))
  await expectAsLoud(report.cues, video)
  // The first sentence has so little time that a recogniser may take it for noise.
  const calm = report.cues.filter(({ start }) => start > SECOND_SENTENCE_SECONDS)
  await expectUnderstood(calm, video)
})

/** Checks that each cue of the dub starts with its slot. */
async function expectOnTime(cues: CueReport[], dub: string): Promise<void> {
  const { samples, sampleRate } = await readWav(dub)
  for (const { start, dubSeconds } of cues) {
    const from = Math.round(Math.max(0, start - 0.05) * sampleRate)
    const cue = samples.subarray(from, Math.round((start + dubSeconds) * sampleRate))
    const onset = (from + cue.findIndex((sample) => Math.abs(sample) > 600)) / sampleRate
    expect(Math.abs(onset - start)).toBeLessThan(0.15)
  }
}

/** Checks that the dub is as loud as the speech was, with peaks below -1 dBTP (EBU R128). */
async function expectAsLoud(cues: CueReport[], video: string): Promise<void> {
  const spoken = cues.filter(({ dubSeconds }) => dubSeconds > 0)
  const dub = spoken.map(({ start, dubSeconds }) => ({ start, end: start + dubSeconds }))
  const [after, before] = [await measureSpans(video, dub), await measureSpans(sample, spoken)]
  expect(Math.abs(after.integrated - before.integrated)).toBeLessThan(1)
  expect(after.truePeak).toBeLessThan(-1)
}

/**
 * Checks that a Spanish recogniser understands the playing track, with the ducked English in it.
 */
async function expectUnderstood(cues: CueReport[], video: string): Promise<void> {
  const wav = join(folder, 'heard.wav')
  await ffmpeg('-i', video, '-map', '0:a:0', '-ac', '1', '-ar', '16000', '-c:a', 'pcm_s16le', wav)
  const spanish = createSherpaTranscriber(moonshine('es'))
  const { signal } = new AbortController()
  const options = { language: 'es', signal, onProgress() {}, onWarning() {} }
  const heard = words((await spanish.transcribe(wav, options)).map(({ text }) => text).join(' '))
  await spanish.close?.()
  const said = words(cues.map(({ translated }) => translated).join(' '))
  const share = inOrder(said, heard) / said.length
  expect(share, `said: ${said.join(' ')}\nheard: ${heard.join(' ')}`).toBeGreaterThanOrEqual(0.85)
}

function words(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/** Length of the longest common subsequence: the words that were recognised in order. */
function inOrder(said: string[], heard: string[]): number {
  let row = heard.map(() => 0)
  for (const word of said) {
    const next: number[] = []
    for (const [at, other] of heard.entries()) {
      const same = word === other ? (row[at - 1] ?? 0) + 1 : 0
      next.push(Math.max(same, row[at] ?? 0, next[at - 1] ?? 0))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

test('the files beside the artifacts of a target need at most 150 MB for an hour of source', async () => {
  const task = targetTask('es')
  const result = await task.attempt(engine)
  const { cuesKey, reportsKey } = result.output as TargetOutput
  const shared = join(folder, 'files', 'shared')
  const clips = (await readdir(shared)).map((name) => join(shared, name))
  const kept = [...clips, await task.path(cuesKey), await task.path(reportsKey ?? '')]
  const sizes = await Promise.all(kept.map(async (path) => (await stat(path)).size))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  const { seconds } = (source.output as SourceOutput).media
  expect((bytes / seconds) * 3600).toBeLessThan(150_000_000)
})

test('a target that was stopped during speech continues there, and speaks nothing twice', async () => {
  // The voice that takes least work, since nobody listens.
  const task = targetTask('es', { synthesizer: 'espeak' })
  const shared = join(folder, 'files', 'shared')
  const others = new Set(await readdir(shared))
  const clips = async () =>
    (await readdir(shared)).filter((name) => !others.has(name)).map((name) => join(shared, name))
  const times = async (paths: string[]) =>
    await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs))
  const controller = new AbortController()
  const stopped = task.attempt(engine, controller.signal, ({ stage, progress = 0 }) => {
    if (stage === 'synthesize' && progress > 0.2) controller.abort(new Error('the server was killed'))
  })
  await expect(stopped).rejects.toThrow('the server was killed')
  const spoken = await clips()
  const spokenAt = await times(spoken)
  expect(spoken.length).toBeGreaterThan(0)

  const told: number[] = []
  const result = await task.attempt(engine, undefined, ({ progress = 0 }) => void told.push(progress))
  expect(task.log.filter((line) => line.startsWith('Already done'))).toEqual([
    expect.stringContaining('translate'),
  ])
  expect(await times(spoken)).toEqual(spokenAt)
  expect((await clips()).length).toBeGreaterThan(spoken.length)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
  expect(tracks((await probe(await artifact(task, result, 'es.mp4'))).streams, 'audio')).toEqual([
    'aac spa',
    'aac eng',
  ])
})

test('another language uses the same transcript and its own voice', async () => {
  const task = targetTask('ca')
  const result = await task.attempt(engine)
  expect(result.warnings?.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['draft_quality', 'robotic_voice']),
  )
  const { streams } = await probe(await artifact(task, result, 'ca.mp4'))
  expect(tracks(streams, 'audio')).toEqual(['aac cat', 'aac eng'])
})

test('a source without speech is refused, with silence or with music', async () => {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=96x54:rate=10:duration=8']
  const chord = "aevalsrc='0.2*sin(523*t*2*PI)+0.2*sin(659*t*2*PI)+0.2*sin(784*t*2*PI)*sin(3*t)':d=8"
  for (const [name, sound] of [
    ['silence', 'anullsrc'],
    ['music', chord],
  ] as const) {
    const path = join(folder, `${name}.mp4`)
    await ffmpeg(...picture, '-f', 'lavfi', '-i', sound, '-shortest', '-c:v', 'libx264', '-c:a', 'aac', path)
    await expect(sourceTask(path, name).attempt(engine)).rejects.toMatchObject({
      name: 'EngineError',
      code: 'no_speech',
    })
  }
})

test('the recogniser gets the audio track in the spoken language', async () => {
  const path = join(folder, 'two.mp4')
  const tags = ['-metadata:s:a:0', 'language=fra', '-metadata:s:a:1', 'language=eng']
  const tone = ['-f', 'lavfi', '-i', 'sine=duration=24']
  await ffmpeg(
    '-i',
    sample,
    ...tone,
    '-map',
    '0:v',
    '-map',
    '1',
    '-map',
    '0:a',
    '-c:v',
    'copy',
    '-c:a',
    'aac',
    ...tags,
    path,
  )
  const listening = createPipelineEngine({ transcribers: [scriptedTranscriber()] })
  const { output } = await sourceTask(path, 'two').attempt(listening)
  await listening.close?.()
  expect((output as SourceOutput).audio).toBe(1)
})

test('without the packs of Whisper, another language or no language is refused, with what to install', async () => {
  const bare = createPipelineEngine({ cacheFolder: join(folder, 'no-packs') })
  expect(await refusalsOf(bare, { to: ['es'] })).toEqual([
    expect.stringMatching(/^language_required \/from .*models pull .*whisper-small/),
  ])
  expect(await refusalsOf(bare, { from: 'de', to: ['en'] })).toEqual(
    expect.arrayContaining([expect.stringMatching(/^missing_packs \/from .*whisper-small/)]),
  )
})

test('an impossible request is refused at once, with advice', async () => {
  const refusals = (request: RequestToCheck) => refusalsOf(engine, request)
  expect(await refusals({ from: 'ku', to: ['en'] })).toEqual(
    expect.arrayContaining([expect.stringMatching(/^unsupported_language \/from /)]),
  )
  expect(await refusals({ from: 'en', to: ['es', 'ja'] })).toEqual(
    expect.arrayContaining([expect.stringMatching(/ \/to\/1 .*chat endpoint/)]),
  )
  expect(await refusals({ from: 'en', to: ['en'] })).toEqual([
    expect.stringMatching(/^same_language \/to\/0 /),
  ])
  expect(await refusals({ from: 'en', to: ['es'], options: { audioTrack: 0, speed: 2 } })).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^invalid_option \/options\/audioTrack /),
      expect.stringMatching(/^invalid_option \/options\/speed /),
    ]),
  )
  expect(await refusals({ from: 'en', to: ['es'], options: { translator: 'nobody' } })).toEqual([
    expect.stringMatching(/^invalid_option \/options\/translator .*apertium/),
  ])
})

test('a machine without packs names the command that downloads them', async () => {
  const bare = createPipelineEngine({ cacheFolder: join(folder, 'no-packs') })
  const messages = (await bare.check({ source: 'url', from: 'en', to: ['es'], options: {} }))
    .map(({ message }) => message)
    .join('\n')
  expect(messages).toMatch(/video-translation models pull .*moonshine-base-en/)
  expect(messages).toMatch(/video-translation models pull kokoro/)
  expect(await bare.describe()).toMatchObject({ ready: false })
  await bare.close?.()
})
