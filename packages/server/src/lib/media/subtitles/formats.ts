import type { Caption } from './captions.ts'

/** Where the line of the source's language stands beside the translated one. */
export type OriginalPlace = 'above' | 'below'

export interface SubtitleOptions {
  /** For captions that have an original. Default: `below`. */
  original?: OriginalPlace | undefined
}

/** Captions that are laid out, as SubRip, which every player reads. */
export function toSrt(captions: readonly Caption[], { original }: SubtitleOptions = {}): string {
  const blocks = captions.map((caption, index) => {
    return `${index + 1}\n${times(caption, ',')}\n${escapeSrt(textOf(caption, original))}\n`
  })
  return blocks.join('\n')
}

/** Captions that are laid out, as WebVTT, which browsers read. */
export function toVtt(captions: readonly Caption[], { original }: SubtitleOptions = {}): string {
  const blocks = captions.map(
    (caption) => `${times(caption, '.')}\n${escapeVtt(textOf(caption, original))}\n`,
  )
  return ['WEBVTT\n', ...blocks].join('\n')
}

function textOf({ text, original = '' }: Caption, place: OriginalPlace = 'below'): string {
  const lines = place === 'above' ? [original, text] : [text, original]
  return lines.filter((line) => line !== '').join('\n')
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

/** Players also obey `{\an8}` and `{y:i}` in SubRip, so an invisible character stands inside. */
const PLAYER_COMMAND = /\{(?=\\|[cfopsy]:)/gi

/** SubRip has no escapes, so similar characters replace arrows and brackets. */
function escapeSrt(text: string): string {
  const plain = text.replaceAll('-->', '→').replaceAll('<', '‹').replaceAll('>', '›')
  return plain.replace(PLAYER_COMMAND, '{\u2060')
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
