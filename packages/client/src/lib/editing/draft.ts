import type { SheetCue } from './cue-sheet.ts'
import { EditRefused } from './edit-refused.ts'

/** What edits need to know besides the cues. */
export interface EditContext {
  /** The name of the key that edits; may be empty. */
  by: string
  /** Languages of the targets. */
  languages: readonly string[]
  /** Length of the source. Infinity if it is unknown. */
  seconds: number
  history: CueHistory
}

/** What earlier revisions did, for `revert`. */
export interface CueHistory {
  /**
   * The cues that a revision changed, as they were before it; undefined for one that it added.
   * Undefined if there is no such revision.
   */
  before(revision: number): ReadonlyMap<string, SheetCue | undefined> | undefined
  /** The cues that later revisions changed. */
  touchedSince(revision: number): ReadonlySet<string>
}

/** The cues while edits are made. Cues are replaced and never changed in place. */
export interface Draft {
  readonly cues: Map<string, SheetCue>
  nextNumber: number
  /** The edit that last gave a cue its place in time, by the cue's id. */
  readonly placedBy: Map<string, string>
  readonly context: EditContext
}

/** The most characters of a text: more than anybody says in a minute. */
export const MAX_TEXT = 1000

/** @throws {EditRefused} `unknown` */
export function findCue({ cues }: Draft, id: string, pointer: string): SheetCue {
  const cue = cues.get(id)
  if (cue === undefined) throw new EditRefused('unknown', pointer, `There is no cue ${id}.`, id)
  return cue
}

/** Puts a cue into the draft, and remembers the edit that gave it its place. */
export function place(draft: Draft, cue: SheetCue, pointer: string): void {
  draft.cues.set(cue.id, cue)
  draft.placedBy.set(cue.id, pointer)
}

/** A cue is one line. No-break spaces stay as they are. */
const SPACES = /[^\S\u00A0\u202F]+/g

/** The text in one line, without spaces around it. @throws {EditRefused} `empty` or `too_long` */
export function checkText(text: string, pointer: string, cue?: string): string {
  const checked = text.toWellFormed().replaceAll('\u0000', '').replaceAll(SPACES, ' ').trim()
  if (checked === '') throw new EditRefused('empty', pointer, 'The text is empty.', cue)
  if (checked.length <= MAX_TEXT) return checked
  const message = `The text has ${checked.length} characters; at most ${MAX_TEXT} are allowed.`
  throw new EditRefused('too_long', pointer, message, cue)
}

/** @throws {EditRefused} `unknown` */
export function checkLanguage({ context }: Draft, language: string, pointer: string, cue?: string): void {
  const { languages } = context
  if (languages.includes(language)) return
  const message = `There is no target ${language}. The targets are ${languages.join(', ')}.`
  throw new EditRefused('unknown', pointer, message, cue)
}

/** Milliseconds are as exact as subtitles are. */
export function toMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
