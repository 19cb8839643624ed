import type { Cue } from 'video-translation-client'

/** Where the texts of a row stand. */
export interface RowLayout {
  /** The width of what was said. Undefined: it is not shown. */
  sourcePx: number | undefined
  targetPx: number
}

/** Measures a text that is written in one line. */
export type Measure = (text: string) => number

const SOURCE_LINE_PX = 17.7
const TARGET_LINE_PX = 19
/** The edges of a field, and of a row. */
const FIELD_PX = 12
const ROW_PX = 16
/** The bar of the fit, its words, and the state. */
const LEAST_PX = 58

/** The width of the columns, as the style sheet divides them. */
export function layoutOf(listPx: number, isNarrow: boolean): RowLayout {
  if (isNarrow) return { sourcePx: undefined, targetPx: listPx - 24 - 8 - 96 - 18 }
  const freePx = listPx - 24 - 36 - 92 - 168
  return { sourcePx: freePx / 2.15, targetPx: (freePx * 1.15) / 2.15 - 18 }
}

/** The height of the row of a cue, in a language. */
export type HeightOf = (cue: Cue, language: string) => number

/** The height of rows, from the number of their lines of text. Texts are measured once. */
export function createRowHeights(
  measures: { source: Measure; target: Measure },
  layout: RowLayout,
): HeightOf {
  const source = createLineCounter(measures.source, layout.sourcePx)
  const target = createLineCounter(measures.target, layout.targetPx)
  const numberPx = layout.sourcePx === undefined ? 20 : 0
  return ({ text, targets }, language) => {
    const textPx = source(text) * SOURCE_LINE_PX
    const fieldPx = target(targets[language]?.text ?? '') * TARGET_LINE_PX + FIELD_PX
    return Math.ceil(Math.max(textPx, fieldPx, LEAST_PX) + ROW_PX + numberPx)
  }
}

function createLineCounter(measure: Measure, widthPx: number | undefined): (text: string) => number {
  const known = new Map<string, number>()
  const words = new Map<string, number>()
  const widthOf = (word: string) => {
    const width = words.get(word) ?? measure(word)
    words.set(word, width)
    return width
  }
  return (text) => {
    if (widthPx === undefined) return 0
    const lines = known.get(text) ?? countLines(text, widthPx, widthOf)
    known.set(text, lines)
    return lines
  }
}

/** Breaks between words as a browser does, and within one that is too long for a line. */
export function countLines(text: string, widthPx: number, widthOf: Measure): number {
  const spacePx = widthOf(' ')
  let lines = 0
  for (const paragraph of text.split('\n')) {
    lines++
    let atPx = 0
    for (const word of paragraph.split(' ')) {
      const wordPx = widthOf(word)
      if (atPx > 0 && atPx + wordPx > widthPx) {
        lines++
        atPx = 0
      }
      lines += Math.max(0, Math.ceil(wordPx / Math.max(1, widthPx)) - 1)
      atPx += (wordPx % Math.max(1, widthPx)) + spacePx
    }
  }
  return lines
}
