import { createHash } from 'node:crypto'
import { pinOf, type PackFile } from './pack-file.ts'

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
  /** Most memory that it was seen to take at work. Default: twice its files and 100 MB. */
  memoryBytes?: number
  /** Conversion of the verified files. */
  recipe?: Recipe
  /** BCP 47 tag of the language that a voice speaks. */
  speaks?: string
  /** Languages of a translation model, as BCP 47 tags. */
  pair?: LanguagePair
}

export type Recipe = 'moonshine' | 'kokoro' | 'kokoro-full' | 'piper' | 'gunzip'

/** A direction of translation, as BCP 47 tags. */
export interface LanguagePair {
  from: string
  to: string
}

/** Part of a pack's identity. Raise it when a recipe converts the same files differently. */
const RECIPE_VERSIONS: Partial<Record<Recipe, number>> = { 'kokoro-full': 2 }

/** Hash of everything that the pack's content depends on. */
export function packIdentity(pack: Pack): string {
  const content = pack.files.map((file) => `${pinOf(file).hex} ${file.path}`).join('\n')
  const version = (pack.recipe && RECIPE_VERSIONS[pack.recipe]) ?? 1
  return createHash('sha256').update(`${version} ${pack.recipe}\n${content}`).digest('hex')
}

/**
 * Raise it when a recipe makes something better of the same files, and the code can do without it:
 * an installed pack goes on in its old form, and a pull renews it without a download.
 */
const RECIPE_FORMS: Partial<Record<Recipe, number>> = { kokoro: 2, 'kokoro-full': 2 }

/** The form in which a pack is installed today. */
export function formOf({ recipe }: Pack): number {
  return (recipe && RECIPE_FORMS[recipe]) ?? FIRST_FORM
}

export const FIRST_FORM = 1
