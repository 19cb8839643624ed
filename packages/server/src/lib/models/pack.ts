import { createHash } from 'node:crypto'
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
  recipe?: 'moonshine' | 'kokoro' | 'kokoro-full' | 'gunzip'
  /** Languages of a translation model, as BCP 47 tags. */
  pair?: LanguagePair
}

export interface LanguagePair {
  from: string
  to: string
}

/** Part of every pack's identity. Raise it when a recipe converts the same files differently. */
const RECIPE_VERSION = 1

/** Hash of everything that the pack's content depends on. */
export function packIdentity(pack: Pack): string {
  const content = pack.files.map((file) => `${file.sha256} ${file.path}`).join('\n')
  return createHash('sha256').update(`${RECIPE_VERSION} ${pack.recipe}\n${content}`).digest('hex')
}
