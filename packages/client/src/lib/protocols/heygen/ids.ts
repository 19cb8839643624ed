import { invalid } from '../../errors.ts'

/** Joins HeyGen's ids, one for each language, in the order of the languages. */
export function joinIds(ids: readonly string[]): string {
  return ids.join(',')
}

/**
 * Reads the output of {@link joinIds}.
 * @throws {VideoTranslationError} `invalid_argument` if it is empty
 */
export function splitIds(id: string): string[] {
  const parts = [...new Set(id.split(',').map((part) => part.trim()))].filter((part) => part !== '')
  if (parts.length === 0) throw invalid('The id of the translation is missing.')
  return parts
}

const PROOFREAD = 'proofread.'

/** Marks the id of a proofreading session: HeyGen has another path for it. */
export function proofreadId(id: string): string {
  return PROOFREAD + id
}

/** HeyGen's id of the proofreading session, or undefined for the id of a translation. */
export function proofreadSessionId(part: string): string | undefined {
  return part.startsWith(PROOFREAD) ? part.slice(PROOFREAD.length) : undefined
}

/** Version 2 never sends the language again, so the id carries it: `id:language`. */
export function withLanguage(id: string, language: string): string {
  return `${id}:${encodeURIComponent(language)}`
}

/** Reads the language from the output of {@link withLanguage}. Undefined for a plain id. */
export function languageIn(part: string): string | undefined {
  try {
    return decodeURIComponent(part.split(':')[1] ?? '') || undefined
  } catch {
    return undefined
  }
}

/** HeyGen's own id of a translation or a proofreading session. */
export function vendorId(part: string): string {
  return proofreadSessionId(part) ?? (part.split(':')[0] as string)
}
