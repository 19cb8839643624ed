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

/** Version 2 never tells the language again, so it stands in the id: `id:language`, neither with a sign that separates. */
export function withLanguage(id: string, language: string): string {
  return `${id}:${encodeURIComponent(language)}`
}

/** The language in what {@link withLanguage} wrote; undefined: an id of HeyGen's own, or nobody's. */
export function languageIn(part: string): string | undefined {
  try {
    return decodeURIComponent(part.split(':')[1] ?? '') || undefined
  } catch {
    return undefined
  }
}

/** HeyGen's own id of a translation or a session of proofreading. */
export function ownId(part: string): string {
  return proofreadIn(part) ?? (part.split(':')[0] as string)
}
