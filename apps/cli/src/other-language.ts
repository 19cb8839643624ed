import type { Cue } from 'video-translation-client'
import { matchSubtitles, type SubtitleLine } from 'video-translation-client/editing'
import { CliError } from './errors.ts'

/**
 * Refuses a file of subtitles whose lines are those of another language: they would replace every
 * line, and have the whole translation made again.
 * @param to the target that the lines are for; undefined for what is said in the source
 */
export function refuseOtherLanguage(
  cues: readonly Cue[],
  lines: readonly SubtitleLine[],
  to: string | undefined,
): void {
  const changed = (language: string | undefined): number =>
    matchSubtitles(cues, lines, language).edits.filter((edit) => 'text' in edit).length
  const targets = new Set(cues.flatMap((cue) => Object.keys(cue.targets)))
  const asNamed = changed(to)
  const others = [undefined, ...targets].filter((language) => language !== to)
  const better = others
    .map((language) => ({ language, count: changed(language) }))
    .find(({ count }) => count < asNamed)
  if (better === undefined) return
  const { language } = better
  const cure = language === undefined ? 'Leave out --to' : `Use --to ${language}`
  throw new CliError(
    'badInput',
    `The file has ${nameOf(language)}, and not ${nameOf(to)}. Nothing was done.`,
    `${cure}. If the lines are meant as they are, add --other-language.`,
  )
}

function nameOf(language: string | undefined): string {
  return language === undefined ? 'what is said in the source' : `the lines of ${language}`
}
