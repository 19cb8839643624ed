import type { Cue } from 'video-translation-client'

/** Where the texts of a row stand. */
export interface RowLayout {
  /** The width of what was said. */
  sourcePx: number
  targetPx: number
  /** A phone has no room for both beside each other. */
  isStacked: boolean
}

/** Measures a text that is written in one line. */
export type Measure = (text: string) => number

const SOURCE_LINE_PX = 17.7
/** In sizes of the letters. */
const TARGET_LINE_EM = 1.35
/** The edges of a field, and of a row. */
const FIELD_PX = 12
const ROW_PX = 16
/** The bar of the fit, two lines of its words, and the state. */
const LEAST_PX = 60
/** The number and the fit above the texts of a phone, with the gaps between the three. */
const HEAD_PX = 28

/** The size of the letters of a field. A phone zooms into a field with smaller ones. */
export function targetLetterPx(isStacked: boolean): number {
  return isStacked ? 16 : 15
}

/** The width of the columns, as the style sheet divides them. */
export function layoutOf(listPx: number, isNarrow: boolean): RowLayout {
  if (isNarrow) return { sourcePx: listPx - 24, targetPx: listPx - 24 - 18, isStacked: true }
  const freePx = listPx - 24 - 36 - 92 - 168
  return { sourcePx: freePx / 2.15, targetPx: (freePx * 1.15) / 2.15 - 18, isStacked: false }
}

/** The height of the row of a cue, in a language. */
export type HeightOf = (cue: Cue, language: string) => number

/** The height of rows, from the number of their lines of text. Texts are measured once. */
export function createRowHeights(
  measures: { source: Measure; target: Measure },
  layout: RowLayout,
): HeightOf {
  const { isStacked } = layout
  const source = createLineCounter(measures.source, layout.sourcePx)
  const target = createLineCounter(measures.target, layout.targetPx)
  const targetLinePx = targetLetterPx(isStacked) * TARGET_LINE_EM
  return ({ text, targets }, language) => {
    const textPx = source(text) * SOURCE_LINE_PX
    const fieldPx = target(targets[language]?.text ?? '') * targetLinePx + FIELD_PX
    const contentPx = isStacked ? HEAD_PX + textPx + fieldPx : Math.max(textPx, fieldPx, LEAST_PX)
    return Math.ceil(contentPx + ROW_PX)
  }
}

function createLineCounter(measure: Measure, widthPx: number): (text: string) => number {
  const known = new Map<string, number>()
  const words = new Map<string, number>()
  const widthOf = (word: string) => {
    const width = words.get(word) ?? measure(word)
    words.set(word, width)
    return width
  }
  return (text) => {
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
