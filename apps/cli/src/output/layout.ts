import cliTruncate from 'cli-truncate'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { SYMBOLS } from './symbols.ts'

/** The narrowest that a column of a table becomes, in display cells. */
const NARROWEST_COLUMN = 20
const GAP = '  '

/** Cuts a line to `columns` display cells, with an ellipsis when something was cut. */
export function fit(line: string, columns: number): string {
  return cliTruncate(line, columns, { truncationCharacter: SYMBOLS.ellipsis })
}

/** Pads a line to `columns` display cells. */
export function pad(line: string, columns: number): string {
  return line + ' '.repeat(Math.max(0, columns - stringWidth(line)))
}

/**
 * Breaks a line between words and indents the rest. A word that is too long stays whole, so that a
 * path can be copied from the terminal.
 */
export function wrap(line: string, columns: number, indent: number): string[] {
  if (stringWidth(line) <= columns) return [line]
  const [lead = ''] = /^ */.exec(line) ?? []
  const text = line.slice(lead.length)
  const [first = ''] = breakLine(text, columns - lead.length)
  const rest = text.slice(first.length).trimStart()
  return [
    lead + first,
    ...(rest ? breakLine(rest, columns - indent).map((more) => ' '.repeat(indent) + more) : []),
  ]
}

function breakLine(text: string, columns: number): string[] {
  return wrapAnsi(text, Math.max(1, columns)).split('\n')
}

/**
 * Lays out rows below a heading and leaves out empty columns. When the rows do not fit, the widest
 * columns are wrapped; on a narrow terminal each row becomes a block with its first cell on top.
 */
export function table(rows: string[][], columns: number, heading: string[] = []): string[] {
  const used = (rows[0] ?? []).map((_, at) => at).filter((at) => rows.some((row) => row[at]))
  const body = rows.map((row) => used.map((at) => row[at] ?? ''))
  const head = heading.length > 0 ? [used.map((at) => heading[at] ?? '')] : []
  const widths = columnWidths([...head, ...body], columns - GAP.length * (used.length - 1))
  if (!widths) return body.flatMap((row) => block(row, columns))
  return [...head, ...body].flatMap((row) => alignedRow(row, widths))
}

/** Narrows the widest columns until all fit. Undefined when the words are too long for that. */
function columnWidths(rows: string[][], room: number): number[] | undefined {
  const columns = (rows[0] ?? []).map((_, at) => rows.map((row) => row[at] ?? ''))
  const widths = columns.map((cells) => widest(cells))
  const narrowest = columns.map((cells, at) => {
    const readable = Math.min(widths[at] ?? 0, NARROWEST_COLUMN)
    // The last column may run over: the terminal breaks a path there, and it can still be copied.
    const isLast = at === columns.length - 1
    return isLast ? readable : Math.max(readable, widest(cells.flatMap((cell) => cell.split(' '))))
  })
  if (sum(narrowest) > room) return undefined
  for (let excess = sum(widths) - room; excess > 0; excess--) {
    const slack = widths.map((width, at) => (width > (narrowest[at] ?? 0) ? width : 0))
    const at = slack.indexOf(Math.max(...slack))
    widths[at] = (widths[at] ?? 0) - 1
  }
  return widths
}

function alignedRow(row: string[], widths: number[]): string[] {
  const cells = row.map((cell, at) => wrap(cell, widths[at] ?? 0, 0))
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, at) => pad(lines[line] ?? '', widths[at] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
}

function block(row: string[], columns: number): string[] {
  const [first = '', ...others] = withMark(row)
  const rest = others.filter(Boolean).join(GAP)
  return [...wrap(first, columns, 4), ...(rest ? wrap(`    ${rest}`, columns, 4) : [])]
}

/** Joins a mark of one cell with the next cell, since a mark alone is no heading of a block. */
function withMark([first = '', second, ...others]: string[]): string[] {
  if (second === undefined) return [first]
  return stringWidth(first) > 1 ? [first, second, ...others] : [`${first} ${second}`, ...others]
}

function widest(texts: string[]): number {
  return Math.max(...texts.map((text) => stringWidth(text)))
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
