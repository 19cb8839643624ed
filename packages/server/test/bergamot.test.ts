import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pullPacks, translationPacks } from 'video-translation-server/models'
import { createBergamotTranslator } from '../src/lib/engines/pipeline/translators/bergamot/translator.ts'
import { dictionary, startBergamotHome, type BergamotHome } from './support/bergamot/bergamot-home.ts'
import { descendantsOf } from './support/processes.ts'

const ENGLISH_SPANISH = dictionary(`
  the el, The El, dog perro, cat gato, eats come, bread pan, is es, good bueno, my mi, friend amigo,
  hello hola, Hello Hola, and y
`)
const SPANISH_ENGLISH = Object.fromEntries(Object.entries(ENGLISH_SPANISH).map(([en, es]) => [es, en]))
const ENGLISH_FRENCH = dictionary(`
  the le, The Le, dog chien, cat chat, eats mange, bread pain, is est, good bon, my mon, friend ami,
  hello bonjour, Hello Bonjour, and et
`)

let folder: string
let cacheFolder: string
let home: BergamotHome
let translator: ReturnType<typeof createBergamotTranslator>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bergamot-'))
  cacheFolder = join(folder, 'models')
  const dictionaries = { 'en-es': ENGLISH_SPANISH, 'es-en': SPANISH_ENGLISH, 'en-fr': ENGLISH_FRENCH }
  home = await startBergamotHome(folder, dictionaries)
  vi.stubEnv('VIDEO_TRANSLATION_BERGAMOT_REGISTRY', home.registry)
  await pullPacks(['bergamot-en-es', 'bergamot-es-en', 'bergamot-en-fr'], { cacheFolder })
  translator = createBergamotTranslator({ cacheFolder })
})
afterAll(async () => {
  await translator.close?.()
  vi.unstubAllEnvs()
  await home.close()
  await rm(folder, { recursive: true })
})

function translate(
  texts: string[],
  pair = { from: 'en', to: 'es' },
  { signal, onProgress = () => {} }: { signal?: AbortSignal; onProgress?(fraction: number): void } = {},
) {
  const lines = texts.map((text) => ({ text, budget: 40 }))
  const unaborted = new AbortController().signal
  return translator.translate(lines, { ...pair, signal: signal ?? unaborted, onProgress, onWarning() {} })
}

test('English is translated into Spanish, line by line and sentence by sentence', async () => {
  const lines = [
    'Hello, my friend! The cat is good.',
    'and the dog',
    '',
    '42.',
    'The dog eats.  42. The cat!',
  ]
  expect(await translate(lines)).toEqual([
    'Hola, mi amigo! El gato es bueno.',
    'y el perro',
    '',
    '42.',
    'El perro come. 42. El gato!',
  ])
})

test('Spanish becomes French through English', async () => {
  expect(translationPacks({ from: 'es', to: 'fr' })).toEqual(['bergamot-es-en', 'bergamot-en-fr'])
  const progress: number[] = []
  const onProgress = (fraction: number) => void progress.push(fraction)
  const lines = ['El perro come el pan.', 'Hola, amigo!']
  expect(await translate(lines, { from: 'es', to: 'fr' }, { onProgress })).toEqual([
    'Le chien mange le pain.',
    'Bonjour, ami!',
  ])
  expect(progress).toEqual([0.5, 1])
})

test('a word that the model does not know is copied', async () => {
  expect(await translate(['The dog is München 42.'])).toEqual(['El perro es München 42.'])
})

test('a hundred lines keep their count and order', async () => {
  const lines = Array.from({ length: 100 }, (_, at) => `The dog is ${at}. The cat eats!`)
  expect(await translate(lines)).toEqual(lines.map((_, at) => `El perro es ${at}. El gato come!`))
})

const children = () => descendantsOf(process.pid).filter(({ command }) => command.includes('bergamot-child'))

test('a process that is killed costs one retry, and no line', async () => {
  const lines = Array.from({ length: 60 }, (_, at) => `The dog is ${at}.`)
  let killed = false
  const onProgress = () => {
    if (killed) return
    killed = true
    for (const { pid } of children()) process.kill(pid, 'SIGKILL')
  }
  const texts = await translate(lines, undefined, { onProgress })
  expect(killed).toBe(true)
  expect(texts).toEqual(lines.map((_, at) => `El perro es ${at}.`))
})

test('an abort rejects at once with its reason, and ends the process', async () => {
  const stop = new AbortController()
  // The next batch is under way by then.
  const onProgress = () => void setImmediate(() => stop.abort(new Error('enough')))
  const lines = Array.from({ length: 200 }, () => 'The dog eats the bread.')
  await expect(translate(lines, undefined, { signal: stop.signal, onProgress })).rejects.toThrow('enough')
  await expect.poll(() => children().length).toBe(0)
})

test('a model file that is damaged on the disk fails the translation, and nothing else', async () => {
  const damaged = join(folder, 'damaged')
  await pullPacks(['bergamot-en-es'], { cacheFolder: damaged })
  const [pack = ''] = (await readdir(damaged)).filter((name) => name.startsWith('bergamot-en-es-'))
  const vocabulary = join(damaged, pack, 'srcvocab.enes.spm')
  const { length } = await readFile(vocabulary)
  await writeFile(vocabulary, Buffer.alloc(length, 1))
  const other = createBergamotTranslator({ cacheFolder: damaged })
  const options = { from: 'en', to: 'es', signal: new AbortController().signal }
  const failing = other.translate([{ text: 'The dog.', budget: 9 }], {
    ...options,
    onProgress() {},
    onWarning() {},
  })
  await expect(failing).rejects.toMatchObject({ code: 'translation_failed', retryable: true })
  await other.close?.()
})

test('the pairs are those of the installed packs, and those they make through English', async () => {
  expect(await translator.pairs()).toEqual([
    { from: 'en', to: ['es', 'fr'] },
    { from: 'es', to: ['en', 'fr'] },
  ])
})

test('missing packs are named, and a pair without models is told', async () => {
  const empty = createBergamotTranslator({ cacheFolder: join(folder, 'empty') })
  expect(await empty.missing({ from: 'es-MX', to: 'fr-CA' })).toEqual({
    code: 'missing_packs',
    packs: ['bergamot-es-en', 'bergamot-en-fr'],
    message: expect.stringMatching(
      /^Model packs are missing\. Run `video-translation models pull bergamot-es-en bergamot-en-fr` \(\d+ MB to download\)\.$/,
    ),
  })
  expect(await empty.missing({ from: 'en', to: 'de' })).toMatchObject({ code: 'unsupported_language_pair' })
  expect(await translator.missing({ from: 'en', to: 'es' })).toBeUndefined()
})
