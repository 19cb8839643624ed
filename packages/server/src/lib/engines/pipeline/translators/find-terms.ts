import { wholeWords } from '../words/whole-words.ts'

/** A term in a text. */
export interface FoundTerm {
  /** As the text has it. */
  text: string
  index: number
  /** What has to stand there in the translation. */
  translation: string
}

/**
 * Finds the terms in texts: whole words in any case, the longest terms first.
 * @param terms with their translations; a word to keep stands for itself
 */
export function createTermFinder(terms: Readonly<Record<string, string>>): (text: string) => FoundTerm[] {
  const translations = new Map(Object.entries(terms).map(([term, text]) => [term.toLowerCase(), text]))
  const pattern = wholeWords(Object.keys(terms))
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
