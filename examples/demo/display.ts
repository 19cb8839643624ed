import { clearLine, cursorTo } from 'node:readline'
import type { Translation } from 'video-translation-client'

const WIDTH = 24

export interface Bar {
  update(fraction: number): void
  done(): void
}

/** A bar that is redrawn in place on a terminal, and a line at the start and at the end elsewhere. */
export function createBar(label: string): Bar {
  if (!process.stdout.isTTY) console.log(label)
  let last = ''
  return {
    // Called for each piece that arrives; most of them move nothing.
    update(fraction) {
      const line = `${barOf(fraction)} ${label}`
      if (line !== last) draw(line)
      last = line
    },
    done: () => draw(`${barOf(1)} ${label}`, '\n'),
  }
}

/** Live progress of one translation: a line for each stage, the last of them moving. */
export function createDisplay() {
  let stage = ''
  let last = ''
  return {
    update(translation: Translation): void {
      // Between two stages it merely runs, which is no news.
      const now =
        translation.stage ?? (translation.status === 'running' && stage ? stage : translation.status)
      if (now !== stage && stage) finish()
      if (now !== stage && !process.stdout.isTTY) console.log(`  ${now}`)
      stage = now
      last = lineOf(translation, now)
      draw(last)
    },
    done: (): void => draw(last, '\n\n'),
  }

  function finish(): void {
    draw(last, '\n')
  }
}

/** Breaks a text between words where a terminal would break it in a word. */
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
