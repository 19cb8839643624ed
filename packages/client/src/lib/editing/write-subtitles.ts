import type { Cue } from '../cue.ts'

/** The formats of subtitles that cues can be written in, and read from. */
export type SubtitleFormat = 'srt' | 'vtt'

/**
 * Writes cues as subtitles, one block for each, so that they can be edited and read back.
 * @param language of a target; undefined for what is said in the source
 */
export function writeSubtitles(cues: readonly Cue[], format: SubtitleFormat, language?: string): string {
  const lines = cues.map((cue) => ({ ...cue, text: textOf(cue, language) }))
  if (format === 'srt') return writeSubRip(lines)
  return ['WEBVTT\n', ...lines.map(vttBlock)].join('\n')
}

/** Writes lines as SubRip. Their texts may have marks and several lines. */
export function writeSubRip(lines: readonly Omit<Line, 'id'>[]): string {
  return lines.map(srtBlock).join('\n')
}

/** The text of a cue in one line. Empty where it is not translated yet. */
export function textOf(cue: Cue, language: string | undefined): string {
  const text = language === undefined ? cue.text : cue.targets[language]?.text
  return (text ?? '').replaceAll(/\s*[\r\n]+\s*/g, ' ')
}

interface Line {
  id: string
  start: number
  end: number
  text: string
}

function srtBlock({ start, end, text }: Omit<Line, 'id'>, index: number): string {
  return `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text.replaceAll('-->', '→')}\n`
}

function vttBlock({ id, start, end, text }: Line): string {
  return `${id}\n${clock(start, '.')} --> ${clock(end, '.')}\n${escaped(text)}\n`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** `01:02:03,456` of 3723.456 seconds. */
function clock(seconds: number, separator: string): string {
  const ms = Math.max(0, Math.round(seconds * 1000))
  const pad = (value: number, length = 2) => String(Math.floor(value)).padStart(length, '0')
  const parts = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) => pad(part))
  return `${parts.join(':')}${separator}${pad(ms % 1000, 3)}`
}
