import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_PACKS, modelCache, pullPacks } from 'video-translation-server/models'
import type { Engine, TaskResult } from '../src/lib/engines/engine.ts'
import { createPipelineEngine } from '../src/lib/engines/pipeline/engine.ts'
import { moonshine } from '../src/lib/engines/pipeline/recognition/sherpa/models.ts'
import { createSherpaTranscriber } from '../src/lib/engines/pipeline/recognition/sherpa/transcriber.ts'
import type { Transcript } from '../src/lib/engines/pipeline/stages/source-output.ts'
import { createWhisperTranscriber } from '../src/lib/engines/pipeline/whisper/transcriber.ts'
import { probe, tracks } from './support/media.ts'
import { createPipelineTask, type PipelineTask } from './support/pipeline-task.ts'
import { installRuntime } from './support/whisper-runtime.ts'
import { wordErrors } from './support/word-errors.ts'

const samples = fileURLToPath(new URL('../../../samples', import.meta.url))

/** Apart from the other packs, so that other tests do not load Whisper to compare languages. */
const cacheFolder = join(modelCache(), 'test-whisper')

let folder: string
let engine: Engine

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whisper-'))
  await pullPacks(DEFAULT_PACKS)
  await pullPacks(['whisper-base'], { cacheFolder })
  await installRuntime(cacheFolder)
  const transcribers = [createSherpaTranscriber(moonshine('en')), createWhisperTranscriber({ cacheFolder })]
  engine = createPipelineEngine({ transcribers, voice: 'quantised' })
})
afterAll(async () => {
  await engine?.close?.()
  await rm(folder, { recursive: true })
})

test('a Spanish recording is translated into English without naming its language', async () => {
  expect(await engine.check({ source: 'upload', to: ['en'], options: {} })).toEqual([])
  const recording = source('fleurs-es-13s.ogg', ['en'])
  const result = await recording.attempt(engine)
  const spoken = await transcriptOf(recording, result)
  expect(spoken).toMatchObject({ language: 'es', transcriber: 'whisper' })
  expect(spoken.languageConfidence).toBeGreaterThan(0.7)
  expect(result.source).toMatchObject({
    detectedLanguage: 'es',
    detectedConfidence: spoken.languageConfidence,
  })
  const reference = await readFile(join(samples, 'fleurs-es-13s.txt'), 'utf8')
  expect(wordErrors(spoken.cues.map(({ text }) => text).join(' '), reference)).toBeLessThanOrEqual(0.2)
  // Its first cue goes on to a comma, because nothing before it is a good place to cut.
  expect(spoken.cues.every(({ start, end }) => end - start >= 1 && end - start <= 8)).toBe(true)
  // The reader starts after two seconds of room noise.
  expect(spoken.cues[0]?.start).toBeGreaterThan(1.8)
  const target = targetOf(result, 'en')
  const { artifacts = [] } = await target.attempt(engine)
  expect(artifacts.map(({ name }) => name)).toContain('en.srt')
  const dub = artifacts.find(({ name }) => name === 'en.m4a')
  const { streams } = await probe(await target.path(dub?.key ?? ''))
  expect(tracks(streams, 'audio')[0]).toBe('aac eng')
})

test('a language that the sound contradicts is a warning, with the language that is heard', async () => {
  const { warnings } = await source('fleurs-es-13s.ogg', ['ca'], 'en').attempt(engine)
  expect(warnings).toMatchObject([
    { code: 'other_language', message: expect.stringContaining('sounds like Spanish (es)') },
  ])
})

test('a source that is already in its only target language fails before it is recognised', async () => {
  const recording = source('fleurs-es-13s.ogg', ['es'])
  await expect(recording.attempt(engine)).rejects.toMatchObject({ code: 'same_language' })
})

function source(file: string, to: string[], from?: string): PipelineTask {
  const task = { kind: 'source', id: `${file}-${to}`, translationId: 't', attempt: 1, options: {} } as const
  const path = join(samples, file)
  return createPipelineTask(
    { ...task, source: { file: path, name: file }, to, ...(from && { from }) },
    folder,
  )
}

function targetOf({ output: prepared }: TaskResult, language: string): PipelineTask {
  // The test is about words, so the voice that takes least work speaks them.
  const options = { synthesizer: 'espeak' }
  const task = { kind: 'target', id: language, translationId: 't', attempt: 1, options } as const
  return createPipelineTask({ ...task, language, prepared }, folder)
}

async function transcriptOf(task: PipelineTask, { artifacts = [] }: TaskResult): Promise<Transcript> {
  const { key } = artifacts.find(({ name }) => name === 'transcript.json') ?? {}
  return JSON.parse(await readFile(await task.path(key ?? ''), 'utf8')) as Transcript
}
