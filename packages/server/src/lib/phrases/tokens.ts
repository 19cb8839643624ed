/** A word of a text, with the signs that touch it. */
export interface Token {
  text: string
  /** Index of its first character, and of the one after its last. */
  start: number
  end: number
}

/** A character of a script that writes no spaces between its words. */
const WITHOUT_SPACES =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Myanmar}]/u
const OPENS = /[\p{Ps}\p{Pi}]$/u

const SEGMENTERS = new Map<string, Intl.Segmenter>()

/** Words of a text. Scripts without spaces are divided as well. @param language BCP 47 tag */
export function tokensOf(text: string, language: string): Token[] {
  return Array.from(text.matchAll(/\S+/gu)).flatMap(({ 0: part, index }) =>
    WITHOUT_SPACES.test(part) ? divide(part, index, language) : [tokenAt(index, part)],
  )
}

/** Signs stay with the word before them, and opening ones with the word after. */
function divide(part: string, first: number, language: string): Token[] {
  const tokens: Token[] = []
  for (const { segment, index, isWordLike = false } of segmenterOf(language).segment(part)) {
    const last = tokens.at(-1)
    const isNew = last === undefined || OPENS.test(segment) || (isWordLike && !OPENS.test(last.text))
    if (isNew) tokens.push(tokenAt(first + index, segment))
    else tokens[tokens.length - 1] = tokenAt(last.start, last.text + segment)
  }
  return tokens
}

function tokenAt(start: number, text: string): Token {
  return { text, start, end: start + text.length }
}

function segmenterOf(language: string): Intl.Segmenter {
  const segmenter = SEGMENTERS.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' })
  SEGMENTERS.set(language, segmenter)
  return segmenter
}

/** Whether a text begins in a script that writes no spaces between its words. */
export function startsWithoutSpace(text: string): boolean {
  return WITHOUT_SPACES.test(text.slice(0, 2))
}

/** Whether a space between two words is a sign, because their script writes none between words. */
export function isSpaceASign(one: Token, next: Token): boolean {
  return next.start > one.end && WITHOUT_SPACES.test(one.text) && WITHOUT_SPACES.test(next.text)
}
