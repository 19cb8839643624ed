import { setImmediate } from 'node:timers/promises'
import { cellsOf } from './cells.ts'
import { layOut } from './layout.ts'
import { type Block, type CaptionLanguages, pairBlocks } from './pair-blocks.ts'

/** A text and the time when it is shown, in seconds. */
export interface Caption {
  start: number
  end: number
  text: string
  /** What is said in the language of the source, shown above or below the text. */
  original?: string | undefined
}

/** A caption to lay out. */
export interface SpokenCaption extends Caption {
  /** When its speech ends, if that is after `end`, as a dub may. */
  spokenUntil?: number
  speaker?: string | undefined
}

export interface LayoutOptions {
  /** BCP 47 tags. Without `original`, the captions have none. */
  languages: Pick<CaptionLanguages, 'text'> & Partial<CaptionLanguages>
  /** Length of the source. Default: endless. */
  seconds?: number
}

/** The reading speed that broadcasters allow: 17 letters a second, or 8.5 wide characters. */
const CELLS_PER_SECOND = 17
/** A shorter caption is a flash that nobody reads. */
const MIN_SECONDS = 5 / 6
/** Two frames of 24 a second. Without them, a new caption looks like a change of the old one. */
const GAP_SECONDS = 2 / 24

/**
 * Lays captions out as broadcasters want them: blocks of two lines that stay until the speech ends
 * and as long as reading takes, at least 5/6 s, and two frames apart. The start of the next caption
 * and the end of the source come first: a caption never moves another one.
 */
export async function layOutCaptions(
  captions: readonly SpokenCaption[],
  { languages: { text, original = text }, seconds = Infinity }: LayoutOptions,
): Promise<Caption[]> {
  const ordered = captions.filter(({ text }) => isVisible(text)).toSorted((a, b) => a.start - b.start)
  const languages = { text, original }
  const joined = await joinFlashes(ordered, languages)
  const laidOut: Caption[][] = []
  for (const [at, caption] of joined.entries()) {
    await giveTurn(at)
    const next = joined[at + 1]
    laidOut.push(shareTime(caption, blocksOf(caption, languages), next ? next.start - GAP_SECONDS : seconds))
  }
  return laidOut.flat()
}

/** So many captions take a few milliseconds, if both languages are shown. */
const AT_ONCE = 20

/** Those of a long video take so long that nothing else of the server would be answered. */
async function giveTurn(at: number): Promise<void> {
  if (at % AT_ONCE === 0) await setImmediate()
}

function blocksOf({ text, original = '' }: SpokenCaption, languages: CaptionLanguages): Block[] {
  if (isVisible(original)) return pairBlocks(text, original, languages)
  return layOut(text, languages.text)
    .filter(isVisible)
    .map((block) => ({ text: block }))
}

/** A block of no width, such as a zero-width space, has no share of the time. */
function isVisible(text: string): boolean {
  return cellsOf(text.trim()) > 0
}

/** A caption that would flash joins the next one of the same speaker, if both fit in one block. */
async function joinFlashes(
  captions: readonly SpokenCaption[],
  languages: CaptionLanguages,
): Promise<SpokenCaption[]> {
  const joined: SpokenCaption[] = []
  for (const [at, caption] of captions.entries()) {
    await giveTurn(at)
    const last = joined.at(-1)
    if (last && flashes(last, caption) && fitTogether(last, caption, languages))
      joined[joined.length - 1] = join(last, caption)
    else joined.push(caption)
  }
  return joined
}

function flashes({ start }: SpokenCaption, next: SpokenCaption): boolean {
  return next.start > start && next.start - GAP_SECONDS - start < MIN_SECONDS
}

function fitTogether(one: SpokenCaption, other: SpokenCaption, languages: CaptionLanguages): boolean {
  if (one.speaker !== other.speaker) return false
  return blocksOf({ ...one, ...joinTexts(one, other) }, languages).length === 1
}

function join(one: SpokenCaption, other: SpokenCaption): SpokenCaption {
  const spokenUntil = Math.max(spokenEnd(one), spokenEnd(other))
  return {
    ...one,
    ...joinTexts(one, other),
    end: Math.max(one.end, other.end),
    spokenUntil,
  }
}

function joinTexts(one: SpokenCaption, other: SpokenCaption): Block {
  const original = [one.original, other.original].filter(Boolean).join(' ')
  return { text: `${one.text} ${other.text}`, ...(original !== '' && { original }) }
}

function spokenEnd({ end, spokenUntil = end }: SpokenCaption): number {
  return Math.max(end, spokenUntil)
}

/** Each block gets its share of the caption's time by its width. */
function shareTime(caption: SpokenCaption, blocks: readonly Block[], limit: number): Caption[] {
  const { start } = caption
  const end = endOf(caption, blocks, limit)
  const total = blocks.reduce((sum, block) => sum + shareOf(block), 0)
  let done = 0
  return blocks.map((block, at) => {
    const from = start + ((end - start) * done) / total
    done += shareOf(block)
    const until = start + ((end - start) * done) / total
    return { start: from, end: at < blocks.length - 1 ? beforeGap(from, until) : until, ...block }
  })
}

/** Readers read one of the two languages. A piece of only the original counts too. */
function shareOf({ text, original = '' }: Block): number {
  return cellsOfLines(text) || cellsOfLines(original)
}

function cellsOfLines(text: string): number {
  return cellsOf(text.replaceAll('\n', ''))
}

function beforeGap(start: number, end: number): number {
  return Math.max(end - GAP_SECONDS, (start + end) / 2)
}

/** Captions that overlap, as of two speakers at once, keep their end. */
function endOf(caption: SpokenCaption, blocks: readonly Block[], limit: number): number {
  const { start, end } = caption
  const reading = blocks.reduce((sum, block) => sum + secondsToRead(block), 0)
  const wanted = Math.max(spokenEnd(caption), start + reading)
  return limit > start ? Math.min(wanted, limit) : Math.max(end, start)
}

function secondsToRead(block: Block): number {
  return Math.max(MIN_SECONDS, shareOf(block) / CELLS_PER_SECOND)
}
