import { createLogUpdate } from 'log-update'
import stringWidth from 'string-width'
import { stripVTControlCharacters } from 'node:util'
import type { Translation } from 'video-translation-client'
import { clean } from './format.ts'
import { wrap } from './layout.ts'
import type { Progress } from './progress.ts'
import { renderAll, renderStep, type Screen } from './render.ts'

/** Between two updates, the remaining time is redrawn this often. */
const TICK_MS = 1000

interface Update {
  translation: Translation
  receivedMs: number
}

/** Redraws a block of lines in place: on each update, each second and each resize. */
export function liveProgress(stream: NodeJS.WriteStream): Progress {
  const block = createBlock(stream)
  const updates = new Map<string, Update>()
  let step: { name: string; fraction: number | undefined } | undefined
  let ticker: NodeJS.Timeout | undefined
  const draw = () => {
    ticker ??= setInterval(draw, TICK_MS).unref()
    const screen = screenOf(stream)
    const first = step ? [renderStep(step.name, step.fraction, screen)] : []
    block.draw([...first, ...renderAll([...updates.values()].map(aged), screen)])
  }
  const redraw = () => {
    if (ticker) draw()
  }
  stream.on('resize', redraw)
  return {
    step(name, fraction) {
      step = { name, fraction }
      draw()
    },
    update(translation) {
      step = undefined
      updates.set(translation.id, { translation, receivedMs: Date.now() })
      draw()
    },
    note(text) {
      block.printAbove(wrap(clean(text), screenOf(stream).columns, 2).join('\n'))
      redraw()
    },
    done() {
      clearInterval(ticker)
      if (ticker) block.leave()
      ticker = step = undefined
      updates.clear()
      stream.off('resize', redraw)
    },
  }
}

/** The remaining time counts down only while the translation runs. */
function aged({ translation, receivedMs }: Update) {
  const isRunning = translation.status === 'running'
  return { translation, ageSeconds: isRunning ? (Date.now() - receivedMs) / 1000 : 0 }
}

function screenOf(stream: NodeJS.WriteStream): Screen {
  return { columns: stream.columns || 80, rows: stream.rows || 24, color: stream.hasColors?.() ?? false }
}

/** The lines at the bottom of the terminal, which each drawing replaces. */
function createBlock(stream: NodeJS.WriteStream) {
  const log = createLogUpdate(stream)
  let shownLines: string[] = []
  let shownColumns = stream.columns
  return {
    draw(lines: string[]) {
      if (stream.columns < shownColumns) stream.write(eraseBrokenRows(shownLines, stream.columns))
      log(lines.join('\n'))
      shownLines = lines
      shownColumns = stream.columns
    },
    /** Leaves long lines to the terminal, so that a command in them can be copied. */
    printAbove(text: string) {
      log.clear()
      stream.write(`${text}\n`)
    },
    leave: () => log.done(),
  }
}

/**
 * Erases the rows that appear when a terminal becomes narrower and breaks the shown lines.
 * log-update then erases the others.
 */
function eraseBrokenRows(shownLines: string[], columns: number): string {
  const rows = shownLines.map((line) =>
    Math.max(1, Math.ceil(stringWidth(stripVTControlCharacters(line)) / Math.max(1, columns))),
  )
  const extra = rows.reduce((sum, count) => sum + count - 1, 0)
  return '\u001B[2K\u001B[1A'.repeat(extra)
}
