import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine, EngineRequest, SourceTask, TaskResult } from '../src/lib/engines/engine.ts'
import { createPipelineEngine } from '../src/lib/engines/pipeline/engine.ts'
import type { TranslateOptions, Translator } from '../src/lib/engines/pipeline/providers/providers.ts'
import type { SourceOutput } from '../src/lib/engines/pipeline/stages/source-output.ts'
import { createPipelineTask } from './support/pipeline-task.ts'
import { SAMPLE } from './support/media.ts'

const SRT = '1\n00:00:01,000 --> 00:00:03,000\nThe dog.\n\n2\n00:00:04,000 --> 00:00:06,000\nThe sea.\n'

let folder: string
let engine: Engine
let asked: TranslateOptions | undefined

/** Neither a recogniser nor a voice is there: what a request replaces must not be needed. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parts-'))
  const translator: Translator = {
    name: 'fake',
    identity: async () => 'fake',
    missing: async () => undefined,
    pairs: async () => [{ from: '*', to: ['*'] }],
    translate: async (lines, options) => {
      asked = options
      return lines.map(({ text }) => text.toUpperCase())
    },
  }
  engine = createPipelineEngine({ transcribers: [], synthesizers: [], translators: [translator] })
})
afterAll(() => rm(folder, { recursive: true }))

let tasks = 0
const common = { translationId: 't', attempt: 1 }

async function prepare(options: Record<string, unknown>) {
  const id = `source${++tasks}`
  const source = { file: SAMPLE, name: 'talk.mp4' }
  const task = createPipelineTask(
    { ...common, kind: 'source', id, from: 'en', options, source, to: ['es'] },
    folder,
  )
  return await task.attempt(engine)
}

async function translate(source: TaskResult, options: Record<string, unknown>) {
  const id = `target${++tasks}`
  const prepared = source.output
  const task = createPipelineTask(
    { ...common, kind: 'target', id, from: 'en', options, language: 'es', prepared },
    folder,
  )
  const result = await task.attempt(engine)
  const names = (result.artifacts ?? []).map(({ name }) => name)
  const textOf = async (name: string) => {
    const key = result.artifacts?.find((one) => one.name === name)?.key ?? ''
    return await readFile(await task.path(key), 'utf8')
  }
  return { result, names, textOf }
}

test('given subtitles are the transcript, and only subtitles are made of them', async () => {
  const options = {
    only: 'subtitles',
    subtitles: { en: SRT },
    glossary: { es: { dog: 'can' } },
    doNotTranslate: ['sea'],
  }
  const request = { source: 'upload' as const, from: 'en', to: ['es'], options } satisfies EngineRequest
  expect(await engine.check(request)).toEqual([])
  const source = await prepare(options)
  expect(source.cues).toMatchObject([{ start: 1, text: 'The dog.' }, { text: 'The sea.' }])
  const { names, textOf, result } = await translate(source, options)
  expect(names).toEqual(['es.srt', 'es.vtt', 'es.ass'])
  expect(await textOf('es.srt')).toContain('THE SEA.')
  expect(asked).toMatchObject({ glossary: { dog: 'can' }, keep: ['sea'] })
  expect(result.warnings).toMatchObject([{ code: 'glossary_ignored' }])
})

test('subtitles in the target language are its translation, without a translator', async () => {
  const subtitles = { source: SRT, es: SRT.replace('The dog.', 'El perro.') }
  const options = { only: 'subtitles', subtitles }
  asked = undefined
  const { textOf, result } = await translate(await prepare(options), options)
  expect(await textOf('es.srt')).toContain('El perro.')
  expect(result.translated).toMatchObject([{ text: 'El perro.' }, { text: 'The sea.' }])
  expect(asked).toBeUndefined()
})

test('only the transcript needs no translator, no voice and no target', async () => {
  const options = { only: 'transcript', subtitles: { source: SRT } }
  const silent = createPipelineEngine({ transcribers: [], synthesizers: [], translators: [] })
  expect(await silent.check({ source: 'upload', from: 'en', to: ['und'], options })).toEqual([])
  const source = await prepare(options)
  expect(source.artifacts?.map(({ name }) => name)).toEqual(['transcript.json', 'en.srt', 'en.vtt'])
  expect((await translate(source, options)).names).toEqual([])
})

test('a part of the source is translated in its place', async () => {
  const options = { range: '0:05-0:10', only: 'transcript' }
  const listening = createPipelineEngine({
    transcribers: [
      {
        name: 'fake',
        languages: ['*'],
        comparesLanguage: true,
        identity: async () => 'fake',
        missing: async () => undefined,
        transcribe: async () => [{ id: 1, start: 0, end: 1, text: 'x' }],
      },
    ],
    synthesizers: [],
    translators: [],
  })
  const source = { file: SAMPLE, name: 'talk.mp4' }
  const task = {
    ...common,
    kind: 'source' as const,
    from: 'en',
    options,
    source,
    to: ['es'],
  } satisfies Partial<SourceTask>
  const result = await createPipelineTask({ ...task, id: 'part' }, folder).attempt(listening)
  const { seconds } = (result.output as SourceOutput).media
  expect(seconds).toBeGreaterThan(4.9)
  expect(seconds).toBeLessThan(10.3)
  const beyond = createPipelineTask({ ...task, id: 'beyond', options: { range: '60-70' } }, folder)
  await expect(beyond.attempt(listening)).rejects.toThrow('nothing of it is after 60 s')
})

test.each([
  [{ range: '1:00-0:30' }, '/options/range'],
  [{ range: '0:00-0:30', subtitles: { en: SRT } }, '/options/range'],
  [{ subtitles: { en: 'no times' } }, '/options/subtitles/en'],
  [{ only: 'everything' }, '/options/only'],
])('options %j are refused at %s', async (options, pointer) => {
  const refusals = await engine.check({ source: 'upload', from: 'en', to: ['es'], options })
  expect(refusals.map((refusal) => refusal.pointer)).toContain(pointer)
})

test('the address of a page is refused with what to do', async () => {
  const url = 'https://www.youtube.com/watch?v=abc'
  const refusals = await engine.check({ source: 'url', url, from: 'en', to: ['es'], options: {} })
  expect(refusals).toMatchObject([{ code: 'page_address', pointer: '/source/url' }])
  expect(refusals[0]?.message).toContain('Download the video')
})
