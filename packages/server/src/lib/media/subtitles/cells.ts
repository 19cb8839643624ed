import { eastAsianWidth } from 'get-east-asian-width'

const CHARACTERS = new Intl.Segmenter()
/** Letters and signs of Latin, Greek and Cyrillic, each alone a character of one cell. */
const NARROW = String.raw`\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e`
/** Those of Chinese, Japanese and Korean, each alone a character of two cells. */
const WIDE = String.raw`\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e`
const IS_PLAIN = new RegExp(`^[${NARROW}${WIDE}]*$`)
const EACH_WIDE = new RegExp(`[${WIDE}]`, 'g')
const ZERO_WIDTH = /^[\p{Mark}\p{Format}\p{Control}]+$/u
const EMOJI = /\p{Emoji_Presentation}|\u{fe0f}/u

/**
 * Width of a text on the screen, in cells: a Latin letter takes one cell, a Chinese character or an
 * emoji takes two, and a combining mark takes none.
 */
export function cellsOf(text: string): number {
  // Nearly all texts are plain. To look for characters of several parts takes far longer.
  if (IS_PLAIN.test(text)) return text.length + (text.match(EACH_WIDE)?.length ?? 0)
  return charactersOf(text).reduce((sum, character) => sum + cellsOfCharacter(character), 0)
}

/** What a reader sees as one character, with its combining marks. */
export function charactersOf(text: string): string[] {
  return Array.from(CHARACTERS.segment(text), ({ segment }) => segment)
}

function cellsOfCharacter(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0
  if (EMOJI.test(character)) return 2
  return eastAsianWidth(character.codePointAt(0) ?? 0)
}
