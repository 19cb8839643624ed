/** Terms that a service copies instead of translating them. */
export interface ProtectedTerms {
  /** The text as XML, with the final form of each term in a `<x>` that the service leaves alone. */
  protect(text: string): string
  /** The plain text of a translation. */
  restore(xml: string): string
}

/** With the flag `u` no other character may be escaped: `e\-mail` is an error. */
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g

/**
 * Puts the translation of each term where the term stands, whole words only, longest terms first.
 * @param terms with their translations; a word to keep stands for itself
 */
export function createProtectedTerms(terms: Readonly<Record<string, string>>): ProtectedTerms {
  const translations = new Map(Object.entries(terms).map(([term, text]) => [term.toLowerCase(), text]))
  const longestFirst = Object.keys(terms).toSorted((one, other) => other.length - one.length)
  const anyTerm = longestFirst.map((term) => term.replace(SYNTAX, '\\$&')).join('|')
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${anyTerm || '(?!)'})(?![\\p{L}\\p{N}])`, 'giu')
  return {
    protect(text) {
      let end = 0
      let xml = ''
      for (const { 0: term, index } of text.matchAll(pattern)) {
        xml += `${escape(text.slice(end, index))}<x>${escape(translations.get(term.toLowerCase()) ?? term)}</x>`
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
