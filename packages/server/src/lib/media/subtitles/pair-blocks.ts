import { cellsOf } from './cells.ts'
import { breakCosts, lineOf, layOut, maxCellsOf } from './layout.ts'
import { type Unit, unitsOf } from './units.ts'

/** What is shown at once: at most two lines, joined by a line feed, and what is said with them. */
export interface Block {
  text: string
  original?: string
}

/** Languages of a text and of what is said, as BCP 47 tags. */
export interface CaptionLanguages {
  text: string
  original: string
}

/** The number of pieces grows by this factor, since steps of one take too long for a long text. */
const GROWTH = 1.25
/** What a cut costs that is a whole piece away, where a break within a phrase costs 1. */
const DISTANCE_COST = 6

/**
 * Lays out two texts that say the same as equally many blocks. If their own layouts differ in
 * number, the one with more stays, and the other text is cut at phrases about where that one is, so
 * that the blocks say about the same.
 */
export function pairBlocks(text: string, original: string, languages: CaptionLanguages): Block[] {
  const [own, other] = [layOut(text, languages.text), layOut(original, languages.original)]
  if (own.length === other.length) return zip(own, other)
  const [texts, originals] = [divisible(text, languages.text), divisible(original, languages.original)]
  const isLonger = own.length > other.length
  const cut = isLonger ? blocksAt(originals, sharesOf(own)) : blocksAt(texts, sharesOf(other))
  if (cut) return isLonger ? zip(own, cut) : zip(cut, other)
  for (let count = Math.max(own.length, other.length); ; count = Math.ceil(count * GROWTH)) {
    const shares = Array.from({ length: count }, (_, at) => (at + 1) / count)
    const [blocks, others] = [blocksAt(texts, shares), blocksAt(originals, shares)]
    if (blocks && others) return zip(blocks, others)
  }
}

function zip(texts: readonly string[], originals: readonly string[]): Block[] {
  const blocks = texts.map((text, at) => ({ text, original: originals[at] ?? '' }))
  return blocks.filter(({ text, original }) => text !== '' || original !== '')
}

/** A text that can be cut into any number of pieces. */
interface Divisible {
  language: string
  units: Unit[]
  /** Width before each unit, and of the whole. */
  edges: number[]
  /** What a cut before each unit costs. */
  costs: number[]
}

function divisible(text: string, language: string): Divisible {
  const units = unitsOf(text, maxCellsOf(text))
  return {
    language,
    units,
    edges: [0, ...sums(units.map(weightOf))],
    costs: [0, ...breakCosts(units, language), 0],
  }
}

/** Where each block ends, from 0 to 1. */
function sharesOf(blocks: readonly string[]): number[] {
  const ends = sums(blocks.map((block) => Math.max(1, cellsOf(block.replaceAll('\n', '')))))
  return ends.map((end) => end / (ends.at(-1) ?? end))
}

function sums(parts: readonly number[]): number[] {
  let sum = 0
  return parts.map((part) => (sum += part))
}

/** The only block of each piece that ends at about these shares. Undefined: one needs more. */
function blocksAt(text: Divisible, shares: readonly number[]): string[] | undefined {
  const blocks: string[] = []
  for (const piece of cutAt(text, shares)) {
    const [block = '', ...others] = layOutPiece(piece, text.language)
    if (others.length > 0) return undefined
    blocks.push(block)
  }
  return blocks
}

function cutAt(text: Divisible, shares: readonly number[]): Unit[][] {
  const last = shares.length - 1
  let first = 0
  return shares.map((share, at) => {
    const end = at === last ? text.units.length : cheapestCut(text, first, share, 1 / shares.length)
    const piece = text.units.slice(first, end)
    first = end
    return piece
  })
}

/** The unit before which a cut is cheapest that should be at a share of the whole. */
function cheapestCut({ edges, costs }: Divisible, first: number, share: number, unit: number): number {
  const total = edges.at(-1) ?? 0
  let best = { cut: first, cost: Infinity }
  for (let cut = first; cut < edges.length; cut++) {
    const distance = ((edges[cut] ?? 0) / total - share) / unit
    const away = DISTANCE_COST * distance ** 2
    if (distance > 0 && away > best.cost) break
    const cost = away + (costs[cut] ?? 0)
    if (cost < best.cost) best = { cut, cost }
  }
  return best.cut
}

/** A unit alone can take three lines. It is one block all the same: it cannot be cut further. */
function layOutPiece(units: readonly Unit[], language: string): string[] {
  const blocks = layOut(lineOf(units), language)
  return units.length === 1 ? [blocks.join('\n')] : blocks
}

/** A unit of no width, as of zero-width spaces, has a place of its own too. */
function weightOf({ cells }: Unit): number {
  return Math.max(1, cells)
}
