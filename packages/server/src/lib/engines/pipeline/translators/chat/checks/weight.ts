/** Scripts in which one character says as much as about three Latin letters. */
const DENSE = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u

/** Length of a text in Latin letters, so that texts in different scripts can be compared. */
export function weightOf(text: string): number {
  let weight = 0
  for (const character of text) weight += DENSE.test(character) ? 3 : 1
  return weight
}

/** The letters and digits of a text, in lower case and without accents, for comparisons. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/**
 * Whether two texts have the same words in the same case. A model that echoes does not change them,
 * but perhaps the first letter and the marks.
 */
export function haveSameWords(one: string, other: string): boolean {
  return lettersOf(one) === lettersOf(other)
}

function lettersOf(text: string): string {
  const letters = text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
  return letters.charAt(0).toLowerCase() + letters.slice(1)
}

export function wordsOf(text: string): string[] {
  const words = plain(text)
  return words === '' ? [] : words.split(' ')
}
