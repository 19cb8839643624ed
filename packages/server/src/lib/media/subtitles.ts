/** A text and the time when it is shown, in seconds. */
export interface Caption {
  start: number
  end: number
  text: string
}

/** Longest line that viewers read at a glance. */
const MAX_LINE_CHARACTERS = 42
/** Most lines that are shown at once. */
const MAX_LINES = 2

/** SubRip, which every player reads. */
export function toSrt(captions: readonly Caption[]): string {
  const blocks = splitLongCaptions(captions).map((caption, index) => {
    return `${index + 1}\n${times(caption, ',')}\n${escapeSrt(caption.text)}\n`
  })
  return blocks.join('\n')
}

/** WebVTT, which browsers read. */
export function toVtt(captions: readonly Caption[]): string {
  const blocks = splitLongCaptions(captions).map(
    (caption) => `${times(caption, '.')}\n${escapeVtt(caption.text)}\n`,
  )
  return ['WEBVTT\n', ...blocks].join('\n')
}

/** Splits long texts into parts of two lines. Each part gets its share of the time. */
export function splitLongCaptions(captions: readonly Caption[]): Caption[] {
  return captions.flatMap(splitInTime)
}

function splitInTime({ start, end, text }: Caption): Caption[] {
  const lines = balancedLines(text.replace(/\s+/g, ' ').trim())
  const parts = chunk(lines, MAX_LINES)
  const total = parts.reduce((sum, part) => sum + partLength(part), 0)
  let done = 0
  return parts.map((part) => {
    const from = start + ((end - start) * done) / total
    done += partLength(part)
    return { start: from, end: start + ((end - start) * done) / total, text: part.join('\n') }
  })
}

/** Two half-full lines read better than a full one and a single word. */
function balancedLines(text: string): string[] {
  if (text === '') return []
  const count = wrap(text, MAX_LINE_CHARACTERS).length
  for (let width = Math.ceil(text.length / count); width < MAX_LINE_CHARACTERS; width++) {
    const lines = wrap(text, width)
    if (lines.length <= count && lines.every((line) => line.length <= MAX_LINE_CHARACTERS)) return lines
  }
  return wrap(text, MAX_LINE_CHARACTERS)
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ').flatMap(breakLongWord)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Without spaces a sentence is one word. It breaks anywhere but within a character. */
function breakLongWord(word: string): string[] {
  if (word.length <= MAX_LINE_CHARACTERS) return [word]
  const characters = [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment)
  return chunk(characters, MAX_LINE_CHARACTERS / MAX_LINES).map((part) => part.join(''))
}

function chunk<item>(items: readonly item[], size: number): item[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}

function partLength(lines: readonly string[]): number {
  return lines.join(' ').length
}

function times({ start, end }: Caption, separator: string): string {
  return `${timestamp(start, separator)} --> ${timestamp(end, separator)}`
}

/** `01:02:03,456` of 3723.456 seconds. */
function timestamp(seconds: number, separator: string): string {
  const ms = Math.max(0, Math.round(seconds * 1000))
  const pad = (value: number, length = 2) => String(Math.floor(value)).padStart(length, '0')
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) => pad(part)).join(':')
  return `${clock}${separator}${pad(ms % 1000, 3)}`
}

/** SubRip has no escapes, so similar characters replace arrows and brackets. */
function escapeSrt(text: string): string {
  return text.replaceAll('-->', '→').replaceAll('<', '‹').replaceAll('>', '›')
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
