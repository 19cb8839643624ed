import { cellsOf } from './cells.ts'
import { unitsOf, type Unit } from './units.ts'

/** Most lines that are shown at once. */
const MAX_LINES = 2
/** Longest line of letters that viewers read at a glance. */
const MAX_CELLS = 42
/** Chinese, Japanese and Korean lines have at most 16 characters of two cells. */
const MAX_WIDE_CELLS = 32

/** What a line costs. A layout of fewer lines and blocks wins, then the one with equal lines. */
const LINE_COST = 1
const BLOCK_COST = 4
/** A break is seen more between two blocks than between two lines of one block. */
const BLOCK_BREAK_FACTOR = 4
const CLAUSE_BREAK_COST = 0.05
const PLAIN_BREAK_COST = 0.15
/** The break tears an article or a preposition from its noun, or a particle from its word. */
const TORN_WORD_COST = 0.15

const ENDS_SENTENCE = /[.!?…。！？؟۔।]["'”’»」』)\]]*$/u
const ENDS_CLAUSE = /[,;:،؛、，；：—–)）]["'”’»」』]*$/u
const SHORT_WORD = /^[\p{L}'’]{1,3}$/u
/** A Japanese particle or ending belongs to the word before it. */
const PARTICLE = /^\p{sc=Hiragana}+[^\p{L}]*$/u

/**
 * Breaks a text into blocks of at most two lines, joined by a line feed. Lines have at most 42
 * cells, or 16 characters where most characters are wide. They end at phrases where that leaves
 * them about equal.
 */
export function layOut(text: string): string[] {
  const maxCells = maxCellsOf(text)
  const units = unitsOf(text, maxCells)
  return units.length === 0 ? [] : blocksOf(units, cheapestLines(units, maxCells))
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
function cheapestLines(units: readonly Unit[], maxCells: number): Layouts {
  const layouts: Layouts = []
  for (let unit = units.length - 1; unit >= 0; unit--) {
    layouts[unit] = Array.from({ length: MAX_LINES }, (_, line) => {
      return cheapestFrom({ unit, line }, units, maxCells, layouts)
    })
  }
  return layouts
}

function cheapestFrom(
  { unit, line }: { unit: number; line: number },
  units: readonly Unit[],
  maxCells: number,
  layouts: Layouts,
): Layout {
  let best: Layout | undefined
  for (const { lineEnd, cells } of lineEnds(units, unit, maxCells)) {
    const own = LINE_COST + (cells / maxCells) ** 2
    for (const rest of restsAfter(units, lineEnd, line, layouts)) {
      if (best === undefined || own + rest.cost < best.cost)
        best = { ...rest, cost: own + rest.cost, lineEnd }
    }
  }
  return best ?? { cost: Infinity, lineEnd: unit + 1, endsBlock: true }
}

/** All lines that start with a unit. One unit alone always fits. */
function lineEnds(units: readonly Unit[], first: number, maxCells: number) {
  const lines: { lineEnd: number; cells: number }[] = []
  let cells = 0
  for (let at = first; at < units.length; at++) {
    cells += units[at]?.cells ?? 0
    if (cells > maxCells && at > first) break
    lines.push({ lineEnd: at + 1, cells })
    if (units[at]?.spaced) cells += 1
  }
  return lines
}

/** The rest after a line goes on in the same block, if that has room, or in a new one. */
function restsAfter(units: readonly Unit[], lineEnd: number, line: number, layouts: Layouts) {
  const following = layouts[lineEnd]
  if (following === undefined) return [{ cost: 0, endsBlock: true }]
  const torn = breakCost(units[lineEnd - 1], units[lineEnd])
  const inBlock = following[line + 1]
  const inNewBlock = {
    cost: BLOCK_COST + BLOCK_BREAK_FACTOR * torn + (following[0]?.cost ?? 0),
    endsBlock: true,
  }
  return inBlock ? [{ cost: torn + inBlock.cost, endsBlock: false }, inNewBlock] : [inNewBlock]
}

function breakCost(unit: Unit | undefined, next: Unit | undefined): number {
  if (unit === undefined || next === undefined || ENDS_SENTENCE.test(unit.text)) return 0
  if (ENDS_CLAUSE.test(unit.text)) return CLAUSE_BREAK_COST
  const tears = unit.spaced ? SHORT_WORD.test(unit.text) : PARTICLE.test(next.text)
  return PLAIN_BREAK_COST + (tears ? TORN_WORD_COST : 0)
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
