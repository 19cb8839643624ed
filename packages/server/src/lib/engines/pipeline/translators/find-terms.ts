/** A term in a text. */
export interface FoundTerm {
  /** As the text has it. */
  text: string
  index: number
  /** What has to stand there in the translation. */
  translation: string
}

/** With the flag `u` no other character may be escaped: `e\-mail` is an error. */
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g

/**
 * Finds the terms in texts: whole words in any case, the longest terms first.
 * @param terms with their translations; a word to keep stands for itself
 */
export function createTermFinder(terms: Readonly<Record<string, string>>): (text: string) => FoundTerm[] {
  const translations = new Map(Object.entries(terms).map(([term, text]) => [term.toLowerCase(), text]))
  const longestFirst = Object.keys(terms).toSorted((one, other) => other.length - one.length)
  const anyTerm = longestFirst.map((term) => term.replace(SYNTAX, '\\$&')).join('|')
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${anyTerm || '(?!)'})(?![\\p{L}\\p{N}])`, 'giu')
  return (text) =>
    Array.from(text.matchAll(pattern), ({ 0: term, index }) => {
      return { text: term, index, translation: translations.get(term.toLowerCase()) ?? term }
    })
}

/** The glossary and the words to keep as one list. */
export function joinTerms({
  glossary = {},
  keep = [],
}: {
  glossary?: Readonly<Record<string, string>>
  keep?: readonly string[]
}): Record<string, string> {
  return { ...Object.fromEntries(keep.map((word) => [word, word])), ...glossary }
}
