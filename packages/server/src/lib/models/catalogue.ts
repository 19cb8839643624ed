import { createHash } from 'node:crypto'
import {
  espeakFiles,
  kokoroFiles,
  kokoroFullFiles,
  moonshineEnglishFiles,
  moonshineSpanishFiles,
  sileroFiles,
} from './catalogue-files.ts'
import type { PackFile } from './pack-file.ts'

/** A downloadable set of model files, pinned by hash. */
export interface Pack {
  name: string
  description: string
  licence: string
  /** Where the licence, or the model that it belongs to, is described. */
  licenceUrl: string
  /** Other packs without which this one is of no use; pulled along with it. */
  requires?: string[]
  files: PackFile[]
  /** What is made from the files once they are verified. */
  recipe?: 'moonshine' | 'kokoro' | 'kokoro-full'
}

// Part of every pack's identity: raise it when a recipe makes something else of the same files.
const recipeVersion = 1

export const catalogue: readonly Pack[] = [
  {
    name: 'silero-vad',
    description: 'Silero VAD v5: finds where somebody speaks',
    licence: 'MIT',
    licenceUrl: 'https://github.com/snakers4/silero-vad/blob/master/LICENSE',
    files: sileroFiles,
  },
  {
    name: 'moonshine-base-en',
    description: 'Moonshine base, quantised: recognises English speech',
    licence: 'MIT',
    licenceUrl: 'https://github.com/moonshine-ai/moonshine/blob/main/LICENSE',
    files: moonshineEnglishFiles,
    recipe: 'moonshine',
  },
  {
    name: 'kokoro',
    description: 'Kokoro 82M, quantised: speaks Spanish, English, French, Italian, Portuguese and Hindi',
    licence: 'Apache-2.0',
    licenceUrl: 'https://huggingface.co/hexgrad/Kokoro-82M',
    requires: ['espeak-ng-data'],
    files: kokoroFiles,
    recipe: 'kokoro',
  },
  {
    name: 'kokoro-full',
    description: 'Kokoro 82M in full precision: more than twice as fast as the quantised one, on more memory',
    licence: 'Apache-2.0',
    licenceUrl: 'https://huggingface.co/hexgrad/Kokoro-82M',
    requires: ['kokoro'],
    files: kokoroFullFiles,
    recipe: 'kokoro-full',
  },
  {
    name: 'espeak-ng-data',
    description: 'espeak-ng pronunciation data: how the words of a text are spoken',
    licence: 'GPL-3.0-or-later',
    licenceUrl: 'https://github.com/espeak-ng/espeak-ng/blob/master/COPYING',
    files: espeakFiles,
  },
  {
    name: 'moonshine-base-es',
    description: 'Moonshine base, quantised: recognises Spanish speech, to check a dub by ear',
    licence: 'Moonshine AI Community License (free below 1 million USD of revenue a year)',
    licenceUrl: 'https://moonshine.ai/license',
    files: moonshineSpanishFiles,
    recipe: 'moonshine',
  },
]

/** The packs that a translation from English to Spanish needs, as to recognising and speaking. */
export const DEFAULT_PACKS: readonly string[] = [
  'silero-vad',
  'moonshine-base-en',
  'kokoro',
  'espeak-ng-data',
]

export function findPack(name: string): Pack | undefined {
  return catalogue.find((pack) => pack.name === name)
}

/** Everything that the pack's content depends on, as a hash. */
export function packIdentity(pack: Pack): string {
  const content = pack.files.map((file) => `${file.sha256} ${file.path}`).join('\n')
  return createHash('sha256').update(`${recipeVersion} ${pack.recipe}\n${content}`).digest('hex')
}
