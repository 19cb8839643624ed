import type { Cue } from 'video-translation-client'
import { type CueSheet, viewCue } from 'video-translation-client/editing'
import type { JobCues } from './job-cues.ts'

/** Cues as they are shown, in these targets. */
export function viewCues(
  { cues }: Pick<CueSheet, 'cues'>,
  languages: readonly string[],
  { results }: JobCues,
): Cue[] {
  const shown = new Map(languages.map((language) => [language, results.get(language)?.cues ?? new Map()]))
  return cues.map((cue) => viewCue(cue, shown))
}
