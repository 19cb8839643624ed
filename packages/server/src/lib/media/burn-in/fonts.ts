import { execa } from 'execa'
import { scriptOf } from '../scripts.ts'
import { scriptNeedOf } from './script-fonts.ts'

/** A font of this machine. */
export interface Font {
  family: string
  /** First and last code points of what it can draw. */
  ranges: [first: number, last: number][]
}

/** The fonts of this machine for a language, the best one first. */
export type ListFonts = (language: string) => Promise<Font[]>

const TIMEOUT_MS = 20_000
const FORMAT = '%{family[0]}\\t%{color}\\t%{charset}\\n'

/**
 * Asks fontconfig, which the renderer of subtitles asks too.
 * @throws Error if it is not installed.
 */
export async function listFonts(language: string): Promise<Font[]> {
  const pattern = `sans-serif:lang=${fontconfigTag(language)}`
  const { stdout } = await execa('fc-match', ['--sort', '--format', FORMAT, pattern], {
    stdin: 'ignore',
    timeout: TIMEOUT_MS,
  })
  return parseFonts(stdout)
}

/** Chinese is told apart by countries there. */
function fontconfigTag(language: string): string {
  const primary = language.toLowerCase().split('-')[0] ?? ''
  if (primary !== 'zh') return /^[a-z]{2,3}$/.test(primary) ? primary : 'en'
  return scriptOf(language) === 'Hant' ? 'zh-tw' : 'zh-cn'
}

/** The renderer cannot draw fonts with colours, as of emoji. */
export function parseFonts(printed: string): Font[] {
  const rows = printed.split('\n').map((line) => line.split('\t'))
  return rows.flatMap(([family = '', colour, charset = '']) => {
    return family === '' || colour === 'True' ? [] : [{ family, ranges: parseRanges(charset) }]
  })
}

function parseRanges(charset: string): Ranges {
  return charset.split(' ').flatMap((text): Ranges => {
    const [first = NaN, last = first] = text.split('-').map((code) => Number.parseInt(code, 16))
    return Number.isNaN(first) ? [] : [[first, last]]
  })
}

/** The best font that has the script of a language, or undefined. */
export function fontFor(language: string, fonts: readonly Font[]): string | undefined {
  const { letters } = scriptNeedOf(language)
  return fonts.find((font) => [...letters].every((letter) => draws(font, letter)))?.family
}

const INVISIBLE = /^[\p{Format}\p{Control}\p{White_Space}\p{Variation_Selector}\p{Mark}]$/u

/** The characters of texts that no font has. They are drawn as boxes. */
export function missingCharacters(texts: Iterable<string>, fonts: readonly Font[]): string[] {
  const used = new Set<string>()
  for (const text of texts) for (const character of text) used.add(character)
  const drawn = joinRanges(fonts.flatMap(({ ranges }) => ranges))
  return [...used].filter((character) => {
    return !INVISIBLE.test(character) && !contains(drawn, character.codePointAt(0) ?? 0)
  })
}

function draws({ ranges }: Font, character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return ranges.some(([first, last]) => code >= first && code <= last)
}

type Ranges = Font['ranges']

/**
 * The same ranges, in order and apart. A text may have each character of Unicode, and to look
 * through the ranges of all fonts for each would keep the server from everything else.
 */
function joinRanges(ranges: Readonly<Ranges>): Ranges {
  const joined: Ranges = []
  for (const [first, last] of ranges.toSorted(([one], [other]) => one - other)) {
    const before = joined.at(-1)
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else joined.push([first, last])
  }
  return joined
}

function contains(joined: Readonly<Ranges>, code: number): boolean {
  let [from, to] = [0, joined.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((joined[middle]?.[1] ?? 0) < code) from = middle + 1
    else to = middle
  }
  return (joined[from]?.[0] ?? Infinity) <= code
}
