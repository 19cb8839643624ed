import type { Cue, CueEdit, CueEditResult, CuePage } from 'video-translation-client'
import type { Losses } from './edited-cues.ts'

/** The requests of a session. */
export interface CueRequests extends Losses {
  /** Reads all cues of the newest revision. */
  read(): Promise<CuePage>
  edit(revision: number, edits: readonly CueEdit[]): Promise<CueEditResult>
}

/**
 * `saved`: the server has everything. `kept`: it does not answer, and the browser keeps the rest.
 * `asks`: what is left needs a person's choice.
 */
export type SaveState = 'saved' | 'saving' | 'kept' | 'asks'

/** What is true of all cues together. It is the same object until something changes. */
export interface SessionState {
  /** The same list until a line comes, goes or moves past another. */
  readonly ids: readonly string[]
  readonly revision: number
  /** How often the cues were read: a new result changes their fit and no revision. */
  readonly reads: number
  readonly save: SaveState
  /** What the last save changed. The same list until the next one. */
  readonly lastSaved: readonly Cue[]
  readonly canUndo: boolean
  readonly canRedo: boolean
}
