import { lineOf, layOut, maxCellsOf } from './layout.ts'
import { type Unit, unitsOf } from './units.ts'

/** What is shown at once: at most two lines, joined by a line feed, and what is said with them. */
export interface Block {
  text: string
  original?: string
}

/** The number of pieces grows by this factor, since steps of one take too long for a long text. */
const GROWTH = 1.25

/**
 * Lays out two texts that say the same as equally many blocks. If their own layouts differ in
 * number, both are cut at equal shares of their length, so that the blocks say about the same.
 */
export function pairBlocks(text: string, original: string): Block[] {
  const [own, other] = [layOut(text), layOut(original)]
  if (own.length === other.length) return zip(own, other)
  const [units, others] = [text, original].map((each) => unitsOf(each, maxCellsOf(each))) as [Unit[], Unit[]]
  for (let count = Math.max(own.length, other.length); ; count = Math.ceil(count * GROWTH)) {
    const texts = blocksOfPieces(cutEvenly(units, count))
    const originals = texts && blocksOfPieces(cutEvenly(others, count))
    if (originals) return zip(texts, originals)
  }
}

function zip(texts: readonly string[], originals: readonly string[]): Block[] {
  const blocks = texts.map((text, at) => ({ text, original: originals[at] ?? '' }))
  return blocks.filter(({ text, original }) => text !== '' || original !== '')
}

/** `count` pieces of about equal width. Each unit goes where its middle is. */
function cutEvenly(units: readonly Unit[], count: number): Unit[][] {
  const total = units.reduce((sum, unit) => sum + weightOf(unit), 0)
  const pieces = Array.from({ length: count }, (): Unit[] => [])
  let before = 0
  for (const unit of units) {
    const middle = (before + weightOf(unit) / 2) / total
    pieces[Math.min(count - 1, Math.floor(middle * count))]?.push(unit)
    before += weightOf(unit)
  }
  return pieces
}

/** The only block of each piece. Undefined: one of them needs more. */
function blocksOfPieces(pieces: readonly Unit[][]): string[] | undefined {
  const all: string[] = []
  for (const piece of pieces) {
    const [block = '', ...others] = layOutPiece(piece)
    if (others.length > 0) return undefined
    all.push(block)
  }
  return all
}

/** A unit alone can take three lines. It is one block all the same: it cannot be cut further. */
function layOutPiece(units: readonly Unit[]): string[] {
  const blocks = layOut(lineOf(units))
  return units.length === 1 ? [blocks.join('\n')] : blocks
}

/** A unit of no width, as of zero-width spaces, has a place of its own too. */
function weightOf({ cells }: Unit): number {
  return Math.max(1, cells)
}
