import { createTermFinder } from './find-terms.ts'

/** A text whose terms are hidden behind words that no language has. */
export interface HiddenTerms {
  text: string
  /** What each placeholder stands for, in the order of the text. */
  translations: string[]
  /** The text is as it was, because it has too many terms, or words like placeholders. */
  isPlain?: true
}

/** Translators copy a capitalised word that they do not know, as they copy a name. */
const PLACEHOLDER = /Zq([a-z])x(?![a-z])/gi
const MOST = 26

/** Hides the terms of a text. Undefined if it has none. */
export function createTermHider(
  terms: Readonly<Record<string, string>>,
): (text: string) => HiddenTerms | undefined {
  const find = createTermFinder(terms)
  return (text) => {
    const found = find(text)
    if (found.length === 0) return undefined
    const translations = found.map(({ translation }) => translation)
    if (found.length > MOST || text.search(PLACEHOLDER) >= 0) return { text, translations, isPlain: true }
    let end = 0
    let hidden = ''
    for (const [at, { text: term, index }] of found.entries()) {
      hidden += `${text.slice(end, index)}Zq${letterOf(at)}x`
      end = index + term.length
    }
    return { text: hidden + text.slice(end), translations }
  }
}

/** Puts the terms back. Undefined if a placeholder is lost, doubled or foreign. */
export function restoreTerms(translated: string, { translations }: HiddenTerms): string | undefined {
  const letters = Array.from(translated.matchAll(PLACEHOLDER), ([, letter = '']) => letter.toLowerCase())
  const wanted = translations.map((_, at) => letterOf(at))
  if (letters.toSorted().join('') !== wanted.join('')) return undefined
  return translated.replaceAll(
    PLACEHOLDER,
    (_, letter: string) => translations[wanted.indexOf(letter.toLowerCase())] ?? '',
  )
}

function letterOf(index: number): string {
  return String.fromCodePoint(97 + index)
}
