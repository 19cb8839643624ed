import { eastAsianWidth } from 'get-east-asian-width'

const CHARACTERS = new Intl.Segmenter()
const ASCII = /^[\x20-\x7e]*$/
const ZERO_WIDTH = /^[\p{Mark}\p{Format}\p{Control}]+$/u
const EMOJI = /\p{Emoji_Presentation}|\u{fe0f}/u

/**
 * Width of a text on the screen, in cells: a Latin letter takes one cell, a Chinese character or an
 * emoji takes two, and a combining mark takes none.
 */
export function cellsOf(text: string): number {
  if (ASCII.test(text)) return text.length
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
