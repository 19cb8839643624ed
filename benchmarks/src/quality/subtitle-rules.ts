interface Subtitle {
  start: number
  end: number
  lines: string[]
}

const MAX_LINES = 2
const MAX_CELLS = 42
const MAX_WIDE_CELLS = 32
const CELLS_PER_SECOND = 17
const MIN_SECONDS = 5 / 6
const GAP_SECONDS = 2 / 24
/** Files have milliseconds. */
const ROUNDING = 0.002
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/**
 * Counts the subtitles that break a rule of broadcasters although the time until the next one would
 * have sufficed.
 */
export function countBrokenRules(srt: string): number {
  const all = parse(srt)
  return all.filter((one, at) => isBroken(one, all[at + 1])).length
}

function isBroken({ start, end, lines }: Subtitle, next: Subtitle | undefined): boolean {
  const room = next ? next.start - GAP_SECONDS - start : Infinity
  const isShort = (wanted: number) => end - start < Math.min(wanted, room) - ROUNDING
  const cells = lines.reduce((sum, line) => sum + cellsOf(line), 0)
  const isCrowded = lines.length > MAX_LINES || lines.some(isTooWide)
  const touches = next !== undefined && room > 0 && end > start + room + ROUNDING
  return isCrowded || touches || isShort(MIN_SECONDS) || isShort(cells / CELLS_PER_SECOND)
}

/** One word may be wider, because nothing can break it. */
function isTooWide(line: string): boolean {
  const most = WIDE.test(line) ? MAX_WIDE_CELLS : MAX_CELLS
  return cellsOf(line) > most && /\s/.test(line.trim())
}

function cellsOf(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (WIDE.test(sign) ? 2 : 1), 0)
}

function parse(srt: string): Subtitle[] {
  const blocks = srt.split(/\n\n+/).map((block) => block.trim().split('\n'))
  return blocks.flatMap(([, times = '', ...lines]) => {
    const [start, end] = times.split(' --> ').map(secondsOf)
    return start === undefined || end === undefined ? [] : [{ start, end, lines }]
  })
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.replace(',', '.').split(':').map(Number)
  return hours * 3600 + minutes * 60 + seconds
}
