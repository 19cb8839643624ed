import type { Cue } from '../cue.ts'
import type { SubtitleLine } from './read-subtitles.ts'
import { textOf } from './write-subtitles.ts'

/** Editors round times to a frame. */
export const SAME_TIME_SECONDS = 0.05
/** The last part of a line leaves a gap of some frames before what follows. */
const GAP_SECONDS = 0.25

/**
 * Makes whole lines of a file of results, where long lines are broken into parts, and each is shown
 * for as long as reading takes. Every whole line has the times of its cue.
 * @param cues in their order
 * @returns each line with the one of the file at which it stands
 */
export function joinParts(
  cues: readonly Cue[],
  lines: readonly SubtitleLine[],
  language: string | undefined,
): Map<SubtitleLine, SubtitleLine> {
  const found = cues.map((cue, index) => {
    const endsBy = (cues[index + 1]?.start ?? Infinity) + SAME_TIME_SECONDS
    return { cue, parts: partsOf(cue, lines, endsBy) }
  })
  // Without a broken line it is no such file, and other times are meant.
  if (!found.some(({ parts }) => parts.length > 1)) return new Map(lines.map((line) => [line, line]))
  const whole = new Map<SubtitleLine, SubtitleLine>()
  for (const { cue, parts } of found) {
    const line = wholeLine(cue, parts, language)
    for (const part of parts) whole.set(part, line)
  }
  const firsts = new Map(lines.toReversed().map((line) => [whole.get(line) ?? line, line]))
  return new Map([...firsts].toReversed())
}

/** The lines that show a cue from its start to its end, one after the other. */
function partsOf({ start, end }: Cue, lines: readonly SubtitleLine[], endsBy: number): SubtitleLine[] {
  const parts = lines.filter(
    (line) => line.start >= start - SAME_TIME_SECONDS && line.start < end - SAME_TIME_SECONDS,
  )
  const [first, last] = [parts[0], parts.at(-1)]
  const isWhole =
    first !== undefined &&
    last !== undefined &&
    first.start <= start + SAME_TIME_SECONDS &&
    last.end >= end - GAP_SECONDS &&
    last.end <= endsBy &&
    parts.every((part, index) => part.id === undefined && part.start >= (parts[index - 1]?.end ?? 0))
  return isWhole ? parts : []
}

function wholeLine(cue: Cue, parts: readonly SubtitleLine[], language: string | undefined): SubtitleLine {
  const { start, end } = cue
  const before = textOf(cue, language)
  const texts = parts.map(({ text }) => text)
  return { start, end, text: consistsOf(before, texts) ? before : texts.reduce(joinTexts, '') }
}

/** Whether the parts are the text, broken at spaces or between letters. */
function consistsOf(whole: string, texts: readonly string[]): boolean {
  let left = whole
  for (const text of texts) {
    if (!left.startsWith(text)) return false
    left = left.slice(text.length).trimStart()
  }
  return left === ''
}

/** Scripts without spaces between words, with the wide forms of signs. */
const WITHOUT_SPACES =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\uFF00-\uFFEF]/u

function joinTexts(one: string, other: string): string {
  if (one === '') return other
  const isClose = WITHOUT_SPACES.test(one.at(-1) ?? '') && WITHOUT_SPACES.test(other.at(0) ?? '')
  return `${one}${isClose ? '' : ' '}${other}`
}
