import { UNSPACED } from '../../phrases/scripts.ts'
import { cellsOf, charactersOf } from './cells.ts'

/** A piece of text that stays on one line. */
export interface Unit {
  text: string
  cells: number
  /** A space stands between it and the next unit. */
  spaced: boolean
}

const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' })

const HAS_UNSPACED = new RegExp(UNSPACED, 'u')
const BREAKS_BEFORE = new RegExp(`^${UNSPACED}`, 'u')
const BREAKS_AFTER = new RegExp(`(?:${UNSPACED}|[、，。！？；：])\\p{Mark}*$`, 'u')
/** Small kana and the sound mark belong to the character before them. */
const NEVER_FIRST = /^[\p{Pe}\p{Pf}\p{Po}ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々]/u
const NEVER_LAST = /[\p{Ps}\p{Pi}]$/u
/** No more of a piece than its last character with its marks tells whether a line may end there. */
const END_LENGTH = 32

/**
 * Splits a text where a line may end: at spaces, between words of scripts without spaces, and in a
 * word that is wider than `maxCells`.
 */
export function unitsOf(text: string, maxCells: number): Unit[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  return words.flatMap((word) => {
    const pieces = piecesOf(word).flatMap((piece) => breakWide(piece, maxCells))
    return pieces.map((piece, at) => {
      return { text: piece, cells: cellsOf(piece), spaced: at === pieces.length - 1 }
    })
  })
}

function piecesOf(word: string): string[] {
  if (!HAS_UNSPACED.test(word)) return [word]
  const pieces: string[] = []
  for (const { segment } of WORDS.segment(word)) {
    const last = pieces.at(-1)
    if (last === undefined || canBreakBetween(last, segment)) pieces.push(segment)
    else pieces[pieces.length - 1] = last + segment
  }
  return pieces
}

function canBreakBetween(left: string, right: string): boolean {
  // A piece of many signs grows, and each of them asks about its end alone.
  const end = left.slice(-END_LENGTH)
  if (NEVER_FIRST.test(right) || NEVER_LAST.test(end)) return false
  return BREAKS_AFTER.test(end) || BREAKS_BEFORE.test(right)
}

/** A web address breaks after its signs, and any other word breaks where the line is full. */
function breakWide(piece: string, maxCells: number): string[] {
  if (cellsOf(piece) <= maxCells) return [piece]
  return piece.split(/(?<=[/?&=#._-])/u).flatMap((part) => fill(charactersOf(part), maxCells))
}

function fill(characters: readonly string[], maxCells: number): string[] {
  const parts: string[] = []
  let room = 0
  for (const character of characters) {
    const cells = cellsOf(character)
    if (cells > room) {
      parts.push('')
      room = maxCells
    }
    parts[parts.length - 1] += character
    room -= cells
  }
  return parts
}
