import { clearLine, cursorTo } from 'node:readline'
import type { Translation } from 'video-translation-client'

const WIDTH = 24

export interface Bar {
  update(fraction: number): void
  done(): void
}

/** A bar that is redrawn in place on a terminal. Elsewhere it prints its label once. */
export function createBar(label: string): Bar {
  if (!process.stdout.isTTY) console.log(label)
  let last = ''
  return {
    // This runs for each piece that arrives, and most pieces do not move the bar.
    update(fraction) {
      const line = `${barOf(fraction)} ${label}`
      if (line !== last) draw(line)
      last = line
    },
    done: () => draw(`${barOf(1)} ${label}`, '\n'),
  }
}

/** Shows the live progress of one translation, with a line for each stage. */
export function createDisplay() {
  let stage = ''
  let last = ''
  return {
    update(translation: Translation): void {
      // For a moment between two stages the translation has none, so the last one stays.
      const now =
        translation.stage ?? (translation.status === 'running' && stage ? stage : translation.status)
      if (now !== stage && stage) draw(last, '\n')
      if (now !== stage && !process.stdout.isTTY) console.log(`  ${now}`)
      stage = now
      last = lineOf(translation, now)
      draw(last)
    },
    done: (): void => draw(last, '\n\n'),
  }
}

/** Breaks a text between words, where a terminal would break it inside a word. */
export function fold(text: string): string {
  if (!process.stdout.isTTY) return text
  const width = Math.max(20, process.stdout.columns - 1)
  return text.replaceAll(new RegExp(`(.{1,${width}})(?: +|$)`, 'g'), '$1\n').trimEnd()
}

function lineOf({ progress = 0, expectedSeconds, status }: Translation, word: string): string {
  const left =
    expectedSeconds !== undefined && status === 'running'
      ? `  about ${Math.ceil(expectedSeconds)} s left`
      : ''
  return `  ${barOf(progress)} ${String(Math.floor(progress * 100)).padStart(3)} %  ${word.padEnd(10)}${left}`
}

function barOf(fraction: number): string {
  const filled = Math.round(Math.min(1, fraction) * WIDTH)
  return '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
}

function draw(line: string, end = ''): void {
  if (!process.stdout.isTTY) return
  cursorTo(process.stdout, 0)
  clearLine(process.stdout, 0)
  process.stdout.write(line.slice(0, process.stdout.columns - 1) + end)
}
