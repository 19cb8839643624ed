import type { Cue } from 'video-translation-client'
import { type CueResults, type SheetCue, viewCue } from 'video-translation-client/editing'
import type { StoredResults } from '../cue-store.ts'

/** Cues as they are shown, with how they stand in the result of each of these targets. */
export function viewCues(
  cues: readonly SheetCue[],
  languages: readonly string[],
  results: ReadonlyMap<string, StoredResults>,
): Cue[] {
  const none: CueResults = new Map()
  const shown = new Map(languages.map((language) => [language, results.get(language)?.cues ?? none]))
  return cues.map((cue) => viewCue(cue, shown))
}
