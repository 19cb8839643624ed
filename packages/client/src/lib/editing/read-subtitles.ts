import { invalid } from '../errors.ts'

/** A line of a file of subtitles. Times are seconds. */
export interface SubtitleLine {
  /** The id in WebVTT. Absent in SubRip, whose numbers say only where a line stands. */
  id?: string
  start: number
  end: number
  /** On one line, without marks of style. */
  text: string
  /** The speaker, as `<v Ann>` or `[Ann]: ` at the beginning says. */
  speaker?: string
}

/** A line with its text as the file has it. */
export interface MarkedLine extends SubtitleLine {
  /** With the lines, marks and name of the file. In WebVTT it is the plain text. */
  marked: string
}

/**
 * Reads SubRip or WebVTT as editors write it: with any line breaks, with or without empty lines and
 * numbers, with points or commas in times, with marks of style.
 * @throws {VideoTranslationError} `invalid_subtitles` if it has no line with a time
 */
export async function readSubtitles(file: string): Promise<SubtitleLine[]> {
  return (await readMarkedSubtitles(file)).map((read) => {
    const { marked: _, ...line } = read
    return line
  })
}

/** The same, for a file that is written again. */
export async function readMarkedSubtitles(file: string): Promise<MarkedLine[]> {
  const text = file.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n')
  const isVtt = /^WEBVTT(\s|$)/.test(text)
  const { parseText } = (await import('media-captions')) as unknown as Captions
  // The files of people are read as WebVTT too, which tells ids from text: only their times differ.
  const { cues } = await parseText(isVtt ? withLongTimes(text) : asVtt(text), { type: 'vtt' })
  if (cues.length === 0)
    throw invalid('The file has no subtitles: it is neither SubRip nor WebVTT.', 'invalid_subtitles')
  return cues
    .map(({ id, startTime: start, endTime: end, text: marked }) => ({
      ...(isVtt && id !== '' && { id }),
      start,
      end,
      ...spoken(plainText(marked, isVtt), VOICE.exec(marked)?.[1]),
      marked: isVtt ? plainText(marked, isVtt) : marked,
    }))
    .toSorted((one, other) => one.start - other.start)
}

/** The part of the library that we use. Its own types do not resolve in modules of Node. */
interface Captions {
  parseText(
    text: string,
    options: { type: 'vtt' },
  ): Promise<{ cues: { id: string; startTime: number; endTime: number; text: string }[] }>
}

/** Hours, if any, then minutes, seconds, and parts of a second after a point or a comma. */
const CLOCK = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?`
const TIMES = new RegExp(String.raw`^[ \t]*${CLOCK}[ \t]*--?>[ \t]*${CLOCK}.*$`, 'gm')

function asVtt(text: string): string {
  // Some editors write neither an empty line nor a number between two lines.
  const apart = text.replaceAll(
    new RegExp(String.raw`\n(?:[ \t]*\d+[ \t]*\n)?(?=${TIMES.source.slice(1)})`, 'gm'),
    '\n\n',
  )
  return `WEBVTT\n\n${withLongTimes(apart)}`
}

function withLongTimes(text: string): string {
  return text.replaceAll(TIMES, (_, ...parts: (string | undefined)[]) => {
    return `${longTime(parts.slice(0, 4))} --> ${longTime(parts.slice(4, 8))}`
  })
}

function longTime([hours = '0', minutes = '0', seconds = '0', part = '0']: (string | undefined)[]): string {
  const two = (digits: string) => digits.padStart(2, '0')
  return `${two(hours)}:${two(minutes)}:${two(seconds)}.${part.padEnd(3, '0')}`
}

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
  '&lrm;': '',
  '&rlm;': '',
}

/** `<i>`, `<v Ann>`, `<00:01.000>`, `{\an8}`: how it looks, and who says it. */
const MARKS = /<\/?(?:[biuc]|ruby|rt|v|lang|font|s)(?:[.\s][^<>]*)?>|<[\d:.]+>|\{\\[^{}]*\}/gi

const VOICE = /<v(?:\.[^\s<>]*)?\s+([^<>]+)>/i

/** The text without the name of the speaker before it. */
function spoken(line: string, voice?: string): { text: string; speaker?: string } {
  const [, named, text = line] = /^\[([^\][]{1,100})\]:\s*(.*)$/.exec(line) ?? []
  const speaker = (voice ?? named)?.trim()
  return { text, ...(speaker && { speaker }) }
}

function plainText(marked: string, isVtt: boolean): string {
  const text = marked.replaceAll(MARKS, '')
  const plain = isVtt
    ? text.replaceAll(/&(?:amp|lt|gt|nbsp|lrm|rlm);/g, (name) => ENTITIES[name] ?? name)
    : text
  return plain.replaceAll(/\s+/g, ' ').trim()
}
