import { knownLanguage } from './known-language.ts'
import { UNSPACED } from './scripts.ts'

/** A word of a text, with the signs that touch it. */
export interface Token {
  text: string
  /** Index of its first character, and of the one after its last. */
  start: number
  end: number
}

const WITHOUT_SPACES = new RegExp(UNSPACED, 'u')
const STARTS_WITHOUT_SPACE = new RegExp(String.raw`^\P{L}*${UNSPACED}`, 'u')
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

function segmenterOf(tag: string): Intl.Segmenter {
  const language = knownLanguage(tag)
  const segmenter = SEGMENTERS.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' })
  SEGMENTERS.set(language, segmenter)
  return segmenter
}

/** Whether the first letter of a text is of a script that writes no spaces between its words. */
export function startsWithoutSpace(text: string): boolean {
  return STARTS_WITHOUT_SPACE.test(text)
}

/** Whether a space between two words is a sign, because their script writes none between words. */
export function isSpaceASign(one: Token, next: Token): boolean {
  return next.start > one.end && WITHOUT_SPACES.test(one.text) && WITHOUT_SPACES.test(next.text)
}
