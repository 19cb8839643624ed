import { createTermFinder } from '../find-terms.ts'

/** Terms that a service copies instead of translating them. */
export interface ProtectedTerms {
  /** The text as XML, with the final form of each term in a `<x>` that the service leaves alone. */
  protect(text: string): string
  /** The plain text of a translation. */
  restore(xml: string): string
}

/**
 * Puts the translation of each term where the term stands.
 * @param terms with their translations; a word to keep stands for itself
 */
export function createProtectedTerms(terms: Readonly<Record<string, string>>): ProtectedTerms {
  const find = createTermFinder(terms)
  return {
    protect(text) {
      let end = 0
      let xml = ''
      for (const { text: term, index, translation } of find(text)) {
        xml += `${escape(text.slice(end, index))}<x>${escape(translation)}</x>`
        end = index + term.length
      }
      return xml + escape(text.slice(end))
    },
    restore: (xml) => unescape(xml.replace(/<\/?x>/g, '')),
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)
}

function unescape(xml: string): string {
  return xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
