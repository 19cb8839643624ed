import { resolve } from 'node:path'
import type { CreateRequest } from 'video-translation-client'
import { ensureTranslator, pullMissingPacks } from './prepare.ts'
import { prepareWhisper } from './prepare-whisper.ts'

/** A sample, and what has to be installed to translate it. */
export interface Demo {
  sample: string
  /** Folder for the results. */
  out: string
  request: Required<Pick<CreateRequest, 'from' | 'to' | 'options'>>
  /** For people: `from English to Spanish`. */
  direction: string
  /** Downloads what is missing, once. */
  prepare(): Promise<void>
}

const ROOT = resolve(import.meta.dirname, '../..')

const ENGLISH: Demo = {
  sample: resolve(ROOT, 'samples/austen-en-25s.mp4'),
  out: resolve(ROOT, 'out/demo'),
  request: { from: 'en', to: ['es'], options: {} },
  direction: 'from English to Spanish',
  async prepare() {
    await ensureTranslator()
    await pullMissingPacks()
  },
}

/** Everything that it needs comes from npm, the translator too. */
const SPANISH: Demo = {
  sample: resolve(ROOT, 'samples/fleurs-es-21s.mp4'),
  out: resolve(ROOT, 'out/demo-es'),
  request: { from: 'es', to: ['en'], options: { translator: 'whisper' } },
  direction: 'from Spanish to English',
  prepare: prepareWhisper,
}

/** @throws Error for a word that is no demo */
export function chooseDemo(word: string | undefined): Demo {
  if (word === undefined || word === 'en') return ENGLISH
  if (word === 'es') return SPANISH
  throw new Error(`There is no demo "${word}". Run \`npm run demo\` or \`npm run demo -- es\`.`)
}
