import { isRightToLeft } from '../scripts.ts'
import type { Caption } from './captions.ts'
import type { SubtitleOptions } from './formats.ts'
import type { CaptionLanguages } from './pair-blocks.ts'

/** The languages of a file, and the picture that its sizes are for. */
export interface AssOptions extends SubtitleOptions {
  /** Language of the text, and of the original if there is one. */
  languages: CaptionLanguages
  /** Size of the picture in pixels. Default: 1920 x 1080. */
  picture?: { width: number; height: number } | undefined
  /** Families of the fonts. Default: Arial, which players replace if they lack it. */
  fonts?: { text: string; original: string } | undefined
}

const FULL_HD = { width: 1920, height: 1080 }
const ARIAL = { text: 'Arial', original: 'Arial' }

/** Height of a line, as a part of the picture's. */
const LINE_HEIGHT = 0.06
/** A line of 42 letters is less than 23 times as wide as high. */
const LINE_ASPECT = 23
/** The original is smaller, and the eye finds the translation first. */
const ORIGINAL_SIZE = 0.8

/**
 * Captions that are laid out, as Advanced SubStation Alpha (v4+): subtitles with styles, which
 * editors and most players read.
 */
export function toAss(captions: readonly Caption[], options: AssOptions): string {
  const events = captions.map((caption) => dialogue(caption, options))
  return [...head(options), ...events, ''].join('\n')
}

function head({ languages, picture = FULL_HD, fonts = ARIAL }: AssOptions): string[] {
  const { width, height } = picture
  const size = Math.max(8, Math.min(height * LINE_HEIGHT, width / LINE_ASPECT))
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${width}`,
    `PlayResY: ${height}`,
    'WrapStyle: 0',
    'ScaledBorderAndShadow: yes',
    'YCbCr Matrix: None',
    `Language: ${plain(languages.text)}`,
    '',
    '[V4+ Styles]',
    `Format: ${STYLE_FIELDS}`,
    style('Default', { font: fonts.text, size, colour: '&H00FFFFFF' }, picture),
    style('Original', { font: fonts.original, size: size * ORIGINAL_SIZE, colour: '&H00C8F0F0' }, picture),
    '',
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
  ]
}

const STYLE_FIELDS =
  'Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, ' +
  'Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, ' +
  'MarginR, MarginV, Encoding'

/** Colours are alpha, blue, green and red. Alignment 2 is below, in the middle. */
function style(
  name: string,
  { font, size, colour }: { font: string; size: number; colour: string },
  { width, height }: { width: number; height: number },
): string {
  const side = Math.round(width * 0.03)
  const fixed = '0,0,0,0,100,100,0,0,1'
  return [
    `Style: ${name}`,
    plain(font).replaceAll(',', ' '),
    size.toFixed(1),
    `${colour},&H000000FF,&H00000000,&H80000000`,
    fixed,
    `${(size / 18).toFixed(1)},${(size / 40).toFixed(1)},2`,
    `${side},${side},${Math.round(height * 0.05)},1`,
  ].join(',')
}

function dialogue({ start, end, text, original = '' }: Caption, options: AssOptions): string {
  const { languages, original: place } = options
  const own = text === '' ? [] : [escapeAss(text, languages.text)]
  const other = original === '' ? [] : [`{\\rOriginal}${escapeAss(original, languages.original)}{\\r}`]
  const lines = place === 'above' ? [...other, ...own] : [...own, ...other]
  return `Dialogue: 0,${timestamp(start)},${timestamp(end)},Default,,0,0,0,,${lines.join('\\N')}`
}

/** `1:02:03.45` of 3723.45 seconds. */
function timestamp(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100))
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const clock = [(hundredths / 6000) % 60, (hundredths / 100) % 60].map(pad).join(':')
  return `${Math.floor(hundredths / 360_000)}:${clock}.${pad(hundredths % 100)}`
}

const WORD_JOINER = '\u2060'
const RIGHT_TO_LEFT = { start: '\u202b', end: '\u202c' }

/**
 * Text that has no commands. A backslash cannot be escaped, so an invisible character parts it from
 * the letter that would make it a command. Lines of Arabic are embedded, because renderers take
 * every line for one that runs from left to right.
 */
export function escapeAss(text: string, language: string): string {
  const { start, end } = isRightToLeft(language) ? RIGHT_TO_LEFT : { start: '', end: '' }
  const lines = text.split('\n').map((line) => {
    const escaped = plain(line).replaceAll('\\', `\\${WORD_JOINER}`).replaceAll('{', '\\{')
    return `${start}${escaped}${end}`
  })
  return lines.join('\\N')
}

/** A control character would end the line, or the file. */
function plain(text: string): string {
  return text.replace(/\p{Control}/gu, '')
}
