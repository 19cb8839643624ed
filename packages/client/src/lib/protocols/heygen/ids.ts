import { invalid } from '../../errors.ts'

/** HeyGen makes a translation of each language, so one of ours is several of theirs: its id is theirs, in the order of the languages. */
export function joinIds(ids: readonly string[]): string {
  return ids.join(',')
}

/** @throws {VideoTranslationError} `invalid_argument` for what names nothing */
export function splitIds(id: string): string[] {
  const parts = [...new Set(id.split(',').map((part) => part.trim()))].filter((part) => part !== '')
  if (parts.length === 0) throw invalid('The id of the translation is missing.')
  return parts
}

const PROOFREAD = 'proofread.'

/** A session of proofreading is no translation yet; its id is marked, since HeyGen has another address for it. */
export function proofreadId(id: string): string {
  return PROOFREAD + id
}

/** HeyGen's own id of a session of proofreading; undefined: it is the id of a translation. */
export function proofreadIn(part: string): string | undefined {
  return part.startsWith(PROOFREAD) ? part.slice(PROOFREAD.length) : undefined
}
