import type { ClipSet } from './sets.ts'

/**
 * The sentences of a set and their translations as SubRip, by language, so that a dub is judged
 * whatever recognises and translates. Undefined: the translation has no line for each sentence.
 */
export function subtitlesOf(
  { sentences, lines, language }: Pick<ClipSet, 'sentences' | 'lines' | 'language'>,
  to: string,
): Record<string, string> | undefined {
  const translated = lines[to]
  if (!translated) return undefined
  const srtOf = (texts: readonly string[]) =>
    sentences
      .map(({ start, end, speaker }, at) => {
        const name = speaker === undefined ? '' : `[${speaker}]: `
        return `${at + 1}\n${timestamp(start)} --> ${timestamp(end)}\n${name}${texts[at]}\n`
      })
      .join('\n')
  return { [language]: srtOf(sentences.map(({ text }) => text)), [to]: srtOf(translated) }
}

function timestamp(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23).replace('.', ',')
}
