import type { CueEdit, TranslationStatus } from 'video-translation-client'
import type { SheetCue } from 'video-translation-client/editing'

/** What people can correct in the translations of an engine. */
export interface Corrections {
  /** Why its translations have no cues, and what to do instead. Absent: they have cues. */
  readonly noCues?: string
  /**
   * Refuses edits that no result could have, before they are made and paid for.
   * @param changed the cues that the edits leave
   * @param status that of the translation
   * @throws EditRefused
   */
  check?(edits: readonly CueEdit[], changed: readonly SheetCue[], status: TranslationStatus): void
}

/** Times are seconds of the source. */
export interface RecognisedCue {
  start: number
  end: number
  text: string
  speaker?: string
}

/** A machine's text for the cue `id`, whose text was `source` when it was translated. */
export interface TranslatedText {
  id: string
  source: string
  text: string
}
