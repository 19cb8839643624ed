import { type Break, breaksIn } from '../../phrases/breaks.ts'
import { cellsOf } from './cells.ts'
import { unitsOf, type Unit } from './units.ts'

/** Most lines that are shown at once. */
const MAX_LINES = 2
/** Longest line of letters that viewers read at a glance. */
const MAX_CELLS = 42
/** Chinese, Japanese and Korean lines have at most 16 characters of two cells. */
const MAX_WIDE_CELLS = 32

/** What a line costs before its fullness, and a new block: few of both are made. */
const LINE_COST = 1
const BLOCK_COST = 4
/** A break is seen more between two blocks than between two lines of one block. */
const BLOCK_BREAK_FACTOR = 4
const BREAK_COSTS: Record<Break, number> = {
  sentence: 0,
  clause: 0.05,
  conjunction: 0.1,
  preposition: 0.12,
  phrase: 0.14,
  plain: 0.18,
  tight: 0.5,
  bound: 1,
  torn: 1,
}

/**
 * Breaks a text into blocks of at most two lines, joined by a line feed. Lines have at most 42
 * cells, or 16 characters where most characters are wide. Among all ways to do it, the one is taken
 * whose lines end at phrases and are about equal.
 * @param language BCP 47 tag
 */
export function layOut(text: string, language: string): string[] {
  const maxCells = maxCellsOf(text)
  const units = unitsOf(text, maxCells)
  return units.length === 0 ? [] : blocksOf(units, cheapestLines(units, maxCells, language))
}

/** What a break after each unit but the last costs, from 0 to 1. */
export function breakCosts(units: readonly Unit[], language: string): number[] {
  const words = units.map(({ text, spaced }) => (spaced ? `${text} ` : text))
  return breaksIn(words, language).map((kind) => BREAK_COSTS[kind])
}

/** Width of the longest line of a text like this one, in cells. */
export function maxCellsOf(text: string): number {
  const characters = text.replace(/\s/g, '')
  return cellsOf(characters) > 1.5 * [...characters].length ? MAX_WIDE_CELLS : MAX_CELLS
}

/** The cheapest layout of the units from some unit on. */
interface Layout {
  cost: number
  /** The unit after the end of its first line. */
  lineEnd: number
  /** Whether its first line is the last of its block. */
  endsBlock: boolean
}

/** `layouts[unit][line]` starts with `unit` as the line number `line` of a block. */
type Layouts = Layout[][]

/** Dynamic programming from the last unit to the first: each rest of the text is laid out once. */
function cheapestLines(units: readonly Unit[], maxCells: number, language: string): Layouts {
  const layouts: Layouts = []
  const costs = breakCosts(units, language)
  for (let unit = units.length - 1; unit >= 0; unit--) {
    const lines = lineEnds(units, unit, maxCells)
    layouts[unit] = Array.from({ length: MAX_LINES }, (_, line) =>
      cheapestOf(lines, { line, costs, layouts }),
    )
  }
  return layouts
}

/** A line that starts with some unit. */
interface Line {
  lineEnd: number
  /** Its width, as a part of the longest. */
  fullness: number
}

/** What a layout goes on with. */
interface Rests {
  /** Number of the line in its block. */
  line: number
  /** What a break after each unit costs. */
  costs: readonly number[]
  layouts: Layouts
}

function cheapestOf(lines: readonly Line[], rests: Rests): Layout {
  let best: Layout | undefined
  for (const { lineEnd, fullness } of lines) {
    const own = LINE_COST + fullness ** 2
    for (const rest of restsAfter(lineEnd, rests)) {
      if (best === undefined || own + rest.cost < best.cost)
        best = { ...rest, cost: own + rest.cost, lineEnd }
    }
  }
  return best ?? { cost: Infinity, lineEnd: 0, endsBlock: true }
}

/** All lines that start with a unit. One unit alone always fits. */
function lineEnds(units: readonly Unit[], first: number, maxCells: number): Line[] {
  const lines: Line[] = []
  let cells = 0
  for (let at = first; at < units.length; at++) {
    cells += units[at]?.cells ?? 0
    if (cells > maxCells && at > first) break
    lines.push({ lineEnd: at + 1, fullness: cells / maxCells })
    if (units[at]?.spaced) cells += 1
  }
  return lines
}

/** The rest after a line goes on in the same block, if that has room, or in a new one. */
function restsAfter(lineEnd: number, { line, costs, layouts }: Rests) {
  const following = layouts[lineEnd]
  if (following === undefined) return [{ cost: 0, endsBlock: true }]
  const broken = costs[lineEnd - 1] ?? 0
  const inBlock = following[line + 1]
  const inNewBlock = {
    cost: BLOCK_COST + BLOCK_BREAK_FACTOR * broken + (following[0]?.cost ?? 0),
    endsBlock: true,
  }
  return inBlock ? [{ cost: broken + inBlock.cost, endsBlock: false }, inNewBlock] : [inNewBlock]
}

function blocksOf(units: readonly Unit[], layouts: Layouts): string[] {
  const blocks: string[] = []
  let lines: string[] = []
  for (let at = 0; at < units.length;) {
    const layout = layouts[at]?.[lines.length]
    const lineEnd = layout?.lineEnd ?? units.length
    lines.push(lineOf(units.slice(at, lineEnd)))
    at = lineEnd
    if (layout?.endsBlock === false) continue
    blocks.push(lines.join('\n'))
    lines = []
  }
  return blocks
}

/** The text of units that stand side by side. */
export function lineOf(units: readonly Unit[]): string {
  return units
    .map(({ text, spaced }) => (spaced ? `${text} ` : text))
    .join('')
    .trimEnd()
}
