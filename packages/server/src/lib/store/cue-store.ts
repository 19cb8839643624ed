import type { Cue, CueEdit, CueEditResult } from 'video-translation-client'
import type { CueResults, CueSheet } from 'video-translation-client/editing'
import type { Corrections } from '../engines/cues.ts'
import type { TranslationRecord } from './records.ts'
import type { Idempotency } from './idempotency.ts'

/** Holds the cues of translations, every revision of them. */
export interface CueStore {
  /**
   * The cues at a revision, by default the newest.
   * @param language leaves out the other targets
   * @returns undefined if there are no cues, or no such revision
   */
  read(
    translationId: string,
    options?: { revision?: number; language?: string },
  ): Promise<StoredCues | undefined>
  /**
   * Makes edits, all or none, if the cues are still at `revision`. The same idempotency key gets
   * its old answer, even where the revision has moved since.
   * @throws EditRefused with the rule that an edit breaks
   */
  edit(translationId: string, request: EditRequest): Promise<EditOutcome>
}

export interface StoredCues {
  revision: number
  sheet: CueSheet
  /** What the result of each target has, by language. */
  results: Map<string, StoredResults>
}

export interface StoredResults {
  /** The revision of the cues that the result has. */
  revision: number
  cues: CueResults
}

export interface EditRequest {
  revision: number
  edits: CueEdit[]
  /** The name of the key that edits. */
  by: string
  idempotency?: Idempotency
  /** Refuses what the edits leave, beside the rules of all edits. @throws EditRefused */
  check?: Corrections['check']
  /** Whether only a repeat is answered, because there is no room for more. Default: no. */
  isRepeatOnly?: boolean
}

export type EditOutcome =
  | { kind: 'edited'; answer: CueEditResult; translation: TranslationRecord }
  | { kind: 'replayed'; answer: CueEditResult }
  /** Somebody edited before: what has changed since the revision of the request. */
  | { kind: 'outdated'; revision: number; changed: Cue[]; removed: string[] }
  /** As many edits are kept as one translation may have. */
  | { kind: 'history_full' }
  /** It is no repeat of one that was answered. */
  | { kind: 'no_repeat' }
  | { kind: 'key_reused' | 'no_cues' | 'not_found' }
