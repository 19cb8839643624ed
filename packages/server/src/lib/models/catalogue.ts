import { createHash } from 'node:crypto'
import {
  ESPEAK_FILES,
  KOKORO_FILES,
  KOKORO_FULL_FILES,
  MOONSHINE_ENGLISH_FILES,
  MOONSHINE_SPANISH_FILES,
  SILERO_FILES,
} from './catalogue-files.ts'
import type { PackFile } from './pack-file.ts'

/** A downloadable set of model files, pinned by hash. */
export interface Pack {
  name: string
  description: string
  licence: string
  /** Page of the licence, or of the model with this licence. */
  licenceUrl: string
  /** Packs that this one needs. They are pulled with it. */
  requires?: string[]
  files: PackFile[]
  /** Conversion of the verified files. */
  recipe?: 'moonshine' | 'kokoro' | 'kokoro-full'
}

/** Part of every pack's identity. Raise it when a recipe converts the same files differently. */
const RECIPE_VERSION = 1

export const CATALOGUE: readonly Pack[] = [
  {
    name: 'silero-vad',
    description: 'Silero VAD v5: detects speech',
    licence: 'MIT',
    licenceUrl: 'https://github.com/snakers4/silero-vad/blob/master/LICENSE',
    files: SILERO_FILES,
  },
  {
    name: 'moonshine-base-en',
    description: 'Moonshine base, quantised: recognises English speech',
    licence: 'MIT',
    licenceUrl: 'https://github.com/moonshine-ai/moonshine/blob/main/LICENSE',
    files: MOONSHINE_ENGLISH_FILES,
    recipe: 'moonshine',
  },
  {
    name: 'kokoro',
    description: 'Kokoro 82M, quantised: speaks Spanish, English, French, Italian, Portuguese and Hindi',
    licence: 'Apache-2.0',
    licenceUrl: 'https://huggingface.co/hexgrad/Kokoro-82M',
    requires: ['espeak-ng-data'],
    files: KOKORO_FILES,
    recipe: 'kokoro',
  },
  {
    name: 'kokoro-full',
    description:
      'Kokoro 82M in full precision: more than twice as fast as the quantised one, with more memory',
    licence: 'Apache-2.0',
    licenceUrl: 'https://huggingface.co/hexgrad/Kokoro-82M',
    requires: ['kokoro'],
    files: KOKORO_FULL_FILES,
    recipe: 'kokoro-full',
  },
  {
    name: 'espeak-ng-data',
    description: 'espeak-ng pronunciation data: the sounds of the words',
    licence: 'GPL-3.0-or-later',
    licenceUrl: 'https://github.com/espeak-ng/espeak-ng/blob/master/COPYING',
    files: ESPEAK_FILES,
  },
  {
    name: 'moonshine-base-es',
    description: 'Moonshine base, quantised: recognises Spanish speech, to check a dub',
    licence: 'Moonshine AI Community License (free below 1 million USD of revenue a year)',
    licenceUrl: 'https://moonshine.ai/license',
    files: MOONSHINE_SPANISH_FILES,
    recipe: 'moonshine',
  },
]

/** The packs that recognise English and speak Spanish. */
export const DEFAULT_PACKS: readonly string[] = [
  'silero-vad',
  'moonshine-base-en',
  'kokoro',
  'espeak-ng-data',
]

export function findPack(name: string): Pack | undefined {
  return CATALOGUE.find((pack) => pack.name === name)
}

/** Hash of everything that the pack's content depends on. */
export function packIdentity(pack: Pack): string {
  const content = pack.files.map((file) => `${file.sha256} ${file.path}`).join('\n')
  return createHash('sha256').update(`${RECIPE_VERSION} ${pack.recipe}\n${content}`).digest('hex')
}
