import { readSubtitles, type SubtitleLine } from 'video-translation-client/editing'
import type { Refusal } from '../engine.ts'
import type { TaskOptions } from './options.ts'
import { chooseTranslator, type Choice, type Providers } from './providers/choose.ts'
import type { OpenCue } from './providers/cue.ts'
import type { Transcriber, Translator } from './providers/providers.ts'
import { hashOf } from '../../hash-of.ts'

/** The key of the subtitles in the language of the source, if nobody names it. */
const SOURCE = 'source'

/** Finds subtitles that cannot be read, or whose language the request does not have. */
export async function refuseSubtitles(
  { subtitles = {} }: TaskOptions,
  { from, to }: { from?: string | undefined; to: readonly string[] },
): Promise<Refusal[]> {
  const checks = Object.entries(subtitles).map(async ([language, text]): Promise<Refusal[]> => {
    const pointer = `/options/subtitles/${language}`
    const isKnown = [SOURCE, from ?? language, ...to].some((one) => isSame(one, language))
    const problem = isKnown ? await problemOf(text) : 'It is neither the language of the source nor a target.'
    return problem === undefined ? [] : [{ code: 'invalid_subtitles', pointer, message: problem }]
  })
  return (await Promise.all(checks)).flat()
}

/** The given transcript, with its language if the request names it. */
export async function givenTranscript(
  { subtitles = {} }: TaskOptions,
  { from, to }: { from?: string | undefined; to: readonly string[] },
): Promise<{ lines: SubtitleLine[]; language?: string } | undefined> {
  const isTarget = (language: string) => to.some((tag) => isSame(tag, language))
  const entry = Object.entries(subtitles).find(([language]) => !isTarget(language))
  if (!entry) return undefined
  const [key, text] = entry
  const language = from ?? (key === SOURCE ? undefined : key)
  return { lines: await readSubtitles(text), ...(language !== undefined && { language }) }
}

/** The language of the given transcript, if its key names it. */
export function languageOfTranscript(options: TaskOptions, to: readonly string[]): string | undefined {
  const key = languagesOf(options).find((language) => !to.some((tag) => isSame(tag, language)))
  return key === SOURCE ? undefined : key
}

/** Whether the request brings the transcript, so that nothing has to be recognised. */
export function hasTranscript(options: Unchecked, to: readonly string[]): boolean {
  return languagesOf(options).some((language) => !to.some((tag) => isSame(tag, language)))
}

export function hasTranslation(options: Unchecked, to: string): boolean {
  return languagesOf(options).some((language) => isSame(language, to))
}

/** Options that may not have been checked yet. */
interface Unchecked {
  subtitles?: unknown
}

function languagesOf({ subtitles }: Unchecked): string[] {
  return typeof subtitles === 'object' && subtitles !== null ? Object.keys(subtitles) : []
}

/**
 * Gives the cues their texts from the given translation, if there is one.
 * @param language of the target
 * @param seconds length of the source; lines that start later belong to no cue
 */
export async function withGivenTexts(
  cues: readonly OpenCue[],
  { subtitles = {} }: TaskOptions,
  { language, seconds }: { language: string; seconds: number },
): Promise<OpenCue[]> {
  const entry = Object.entries(subtitles).find(([tag]) => isSame(tag, language))
  if (!entry) return [...cues]
  const lines = await readSubtitles(entry[1])
  const texts = assignLines(
    cues,
    lines.filter(({ start }) => start < seconds),
  )
  // What a person has edited since then stands.
  return cues.map((cue, at) => ({ ...cue, known: cue.known ?? texts[at] ?? '' }))
}

/** Each line goes to the cue that it overlaps most, else to the nearest one. */
export function assignLines(
  cues: readonly Pick<OpenCue, 'start' | 'end'>[],
  lines: readonly SubtitleLine[],
): string[] {
  const texts: string[][] = cues.map(() => [])
  for (const line of lines) {
    const closeness = cues.map(({ start, end }) => Math.min(end, line.end) - Math.max(start, line.start))
    const best = closeness.indexOf(Math.max(...closeness))
    texts[best]?.push(line.text)
  }
  return texts.map((parts) => parts.join(' '))
}

async function problemOf(text: string): Promise<string | undefined> {
  try {
    await readSubtitles(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** The translator, or one that takes the texts of the given subtitles. */
export async function chooseTranslation(
  options: TaskOptions,
  pair: { from: string; to: string },
  { translators }: Pick<Providers, 'translators'>,
): Promise<Choice<Translator>> {
  if (hasTranslation(options, pair.to)) return { provider: GIVEN }
  return await chooseTranslator(translators, pair, options.translator)
}

/** Every line has its text already. */
const GIVEN: Translator = {
  name: 'subtitles',
  usesGlossary: true,
  identity: async () => 'subtitles of the request',
  missing: async () => undefined,
  pairs: async () => [],
  translate: async (lines) => lines.map(({ known = '' }) => known),
}

/** Takes the lines of the request instead of recognising speech. */
export function createTranscriptTaker(lines: readonly SubtitleLine[]): Transcriber {
  const cues = lines
    .filter(({ text }) => text !== '')
    .map(({ start, end, text, speaker }, at) => {
      return { id: at + 1, start, end, text, ...(speaker !== undefined && { speaker }) }
    })
  return {
    name: 'subtitles',
    languages: ['*'],
    comparesLanguage: true,
    identity: async () => `subtitles ${hashOf(cues)}`,
    missing: async () => undefined,
    transcribe: async () => cues,
  }
}
