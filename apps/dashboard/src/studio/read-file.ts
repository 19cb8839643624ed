import type { Cue } from 'video-translation-client'
import { matchSubtitles, readSubtitles, type SubtitleChanges } from 'video-translation-client/editing'

/** What a file of subtitles changes in a target. */
export async function changesOfFile(
  cues: readonly Cue[],
  text: string,
  language: string,
): Promise<SubtitleChanges> {
  return matchSubtitles(cues, await readSubtitles(text), language)
}
