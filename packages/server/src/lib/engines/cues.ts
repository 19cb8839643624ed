import type { CueEdit, TranslationStatus } from 'video-translation-client'
import type { SheetCue } from 'video-translation-client/editing'

/** What people can correct in the translations of an engine. */
export interface Corrections {
  /** Why its translations have no cues, and what to do instead. Absent: they have cues. */
  readonly noCues?: string
  /** Why edits of a translation that has ended cannot be applied. Absent: they can. */
  readonly noApply?: string
  /**
   * Refuses edits that no result could have, before they are made and paid for.
   * @throws EditRefused
   */
  check?(proposed: ProposedEdits): void
}

/** Edits that are about to be made. */
export interface ProposedEdits {
  edits: readonly CueEdit[]
  /** The cues by id, as they are. */
  before: ReadonlyMap<string, SheetCue>
  /** All cues that the edits leave. */
  after: readonly SheetCue[]
  /** Ids of the cues that the edits change or add. */
  changed: readonly string[]
  /** That of the translation. */
  status: TranslationStatus
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
