import type { CueAuthor } from 'video-translation-client'

/** One revision of a translation's cues. */
export interface CueRevisionRow {
  translation_id: string
  revision: number
  at: number
  author: CueAuthor
  /** The name of the key; empty for a machine. */
  written_by: string
  /** The number of the next new cue. It only grows. */
  next_number: number
  idempotency_key: string | null
  request_hash: string | null
  /** What the request was answered, for repeats of its key. */
  answer: string | null
}

/** What one revision changed in one language. As a snapshot: all that there was after it. */
export interface CueChangeRow {
  translation_id: string
  revision: number
  /** Empty for what the source has: times, text and speaker. */
  language: string
  /** By the number of the cue: its part in this language, or null where it is gone. */
  data: string
}

/** The cues that are in the result of a target. */
export interface CueResultRow {
  translation_id: string
  language: string
  cue_revision: number
  data: string
}

/** How much a translation keeps of its cues. */
export interface CueHistoryRow {
  translation_id: string
  owner: string
  /** The size of all changes and snapshots. */
  bytes: number
  /** The size of the changes by people. */
  edited_bytes: number
  /** The size of the newest snapshot, or of the first revision. */
  base_bytes: number
  /** The size of the changes after that. */
  since_bytes: number
}

/** What a request was answered that changed nothing, for repeats of its key. */
export interface CueAnswerRow {
  translation_id: string
  idempotency_key: string
  request_hash: string
  answer: string
  /** Epoch milliseconds. */
  at: number
}
