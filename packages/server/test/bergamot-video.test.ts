import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import type { Engine, TaskResult } from '../src/lib/engines/engine.ts'
import { createPipelineEngine } from '../src/lib/engines/pipeline/engine.ts'
import type { CueReport } from '../src/lib/engines/pipeline/providers/cue.ts'
import type { Transcriber } from '../src/lib/engines/pipeline/providers/providers.ts'
import { createEspeakSynthesizer } from '../src/lib/engines/pipeline/speech/espeak.ts'
import { createKokoroSynthesizer } from '../src/lib/engines/pipeline/speech/kokoro.ts'
import { createApertiumTranslator } from '../src/lib/engines/pipeline/translators/apertium.ts'
import { createBergamotTranslator } from '../src/lib/engines/pipeline/translators/bergamot/translator.ts'
import { dictionary, startBergamotHome, type BergamotHome } from './support/bergamot/bergamot-home.ts'
import { createPipelineTask, type PipelineTask } from './support/pipeline-task.ts'
import { SAMPLE } from './support/media.ts'

const SPOKEN = {
  en: ['The dog eats the bread.', 'Hello, my friend! The cat is good.'],
  es: ['El perro come el pan.', 'Hola, mi amigo! El gato es bueno.'],
}

let folder: string
let home: BergamotHome
let engine: Engine

beforeAll(async () => {
  await pullPacks(DEFAULT_PACKS)
  folder = await mkdtemp(join(tmpdir(), 'bergamot-video-'))
  const toSpanish = dictionary(`
    The El, dog perro, eats come, the el, bread pan, Hello Hola, my mi, friend amigo, cat gato, is es,
    good bueno`)
  const toFrench = dictionary(`
    The Le, dog chien, eats mange, the le, bread pain, Hello Bonjour, my mon, friend ami, cat chat,
    is est, good bon`)
  const toEnglish = Object.fromEntries(Object.entries(toSpanish).map(([en, es]) => [es, en]))
  home = await startBergamotHome(folder, { 'en-es': toSpanish, 'es-en': toEnglish, 'en-fr': toFrench })
  vi.stubEnv('VIDEO_TRANSLATION_BERGAMOT_REGISTRY', home.registry)
  engine = createPipelineEngine({
    transcribers: [fixedTranscriber('en'), fixedTranscriber('es')],
    translators: [
      createBergamotTranslator({ cacheFolder: join(folder, 'models') }),
      createApertiumTranslator(),
    ],
    // The test is about words, so the voice that takes least work speaks them where it can.
    synthesizers: [await createEspeakSynthesizer(), createKokoroSynthesizer()],
  })
})
afterAll(async () => {
  await engine.close?.()
  vi.unstubAllEnvs()
  await home.close()
  await rm(folder, { recursive: true })
})

/** Recognises the same two cues in any sound, so that every word is in the dictionaries. */
function fixedTranscriber(language: keyof typeof SPOKEN): Transcriber {
  return {
    name: `fixed-${language}`,
    languages: [language],
    identity: async () => `fixed ${language}`,
    missing: async () => undefined,
    transcribe: async () =>
      SPOKEN[language].map((text, at) => ({ id: at + 1, start: at * 8, end: at * 8 + 4, text })),
  }
}

async function translateVideo(from: 'en' | 'es', to: string) {
  const base = { translationId: 't', attempt: 1, from, options: {} }
  const media = { source: { file: SAMPLE, name: 'talk.mp4' }, to: [to] }
  const id = `${from}-${to}`
  const source = createPipelineTask({ ...base, ...media, kind: 'source', id: `${id}-source` }, folder)
  const prepared = (await source.attempt(engine)).output
  const target = createPipelineTask({ ...base, kind: 'target', id, language: to, prepared }, folder)
  const result = await target.attempt(engine)
  return { target, result, report: await reportOf(target, result, to) }
}

interface Report {
  providers: { translator: { name: string; identity: string } }
  cues: CueReport[]
}

async function reportOf(task: PipelineTask, result: TaskResult, to: string): Promise<Report> {
  const artifact = result.artifacts?.find(({ name }) => name === `${to}.report.json`)
  return JSON.parse(await readFile(await task.path(artifact?.key ?? ''), 'utf8')) as Report
}

test('without its pack, Apertium makes a draft, and the warning names the pack', async () => {
  const { report, result } = await translateVideo('en', 'es')
  expect(report.providers.translator.name).toBe('apertium')
  const draft = result.warnings?.find(({ code }) => code === 'draft_quality')
  expect(draft?.message).toContain('models pull bergamot-en-es')
})

test('without any translator, the check names every pack that is missing', async () => {
  const [refusal] = await engine.check({
    source: 'url',
    from: 'es',
    to: ['fr'],
    options: { translator: 'bergamot' },
  })
  expect(refusal).toMatchObject({
    code: 'missing_packs',
    message: expect.stringContaining('models pull bergamot-es-en bergamot-en-fr'),
  })
})

test('with its pack, Bergamot translates a whole video from English into Spanish', async () => {
  await pullPacks(['bergamot-en-es'], { cacheFolder: join(folder, 'models') })
  const { report, result } = await translateVideo('en', 'es')
  expect(report.cues.map(({ translated }) => translated)).toEqual(SPOKEN.es)
  expect(report.providers.translator).toMatchObject({
    name: 'bergamot',
    identity: expect.stringMatching(/^bergamot \d+ bergamot-en-es@[0-9a-f]{16}$/),
  })
  expect(result.artifacts?.map(({ name }) => name)).toContain('es.mp4')
  expect(result.warnings?.map(({ code }) => code)).not.toContain('draft_quality')
})

test('with both packs of a pivot, Bergamot translates a whole video from Spanish into French', async () => {
  await pullPacks(['bergamot-es-en', 'bergamot-en-fr'], { cacheFolder: join(folder, 'models') })
  const { report, result } = await translateVideo('es', 'fr')
  expect(report.cues.map(({ translated }) => translated)).toEqual([
    'Le chien mange le pain.',
    'Bonjour, mon ami! Le chat est bon.',
  ])
  expect(report.providers.translator.identity).toMatch(/bergamot-es-en@\w+ bergamot-en-fr@/)
  expect(result.artifacts?.map(({ name }) => name)).toContain('fr.mp4')
})
