import type { CueAuthor } from '../cue.ts'

/** All cues of a translation as edits see them, in the order of time. */
export interface CueSheet {
  cues: readonly SheetCue[]
  /** The number of the next new cue. It only grows, so that no id is used twice. */
  nextNumber: number
}

/** A cue without what follows from results. */
export interface SheetCue {
  id: string
  start: number
  end: number
  text: string
  speaker?: string
  targets: Record<string, SheetTarget>
}

/** What a sheet keeps of a cue in one target. */
export interface SheetTarget {
  text: string | null
  author?: CueAuthor
  by?: string
  /** The source text that a machine translated. With another one, its text is out of date. */
  of?: string
  voice?: string
  approved?: boolean
}

/** The id of a cue with this number: `c12`. */
export function cueId(number: number): string {
  return `c${number}`
}

/** The number in an id. NaN for what is no id. */
export function numberOf(id: string): number {
  return /^c[1-9]\d{0,8}$/.test(id) ? Number(id.slice(1)) : NaN
}

/** Whether a machine has to translate the cue for this target: what a person wrote stands. */
export function isOpen(cue: Pick<SheetCue, 'text'>, target: SheetTarget | undefined): boolean {
  if (target === undefined || target.text === null) return true
  return target.author === 'machine' && target.of !== undefined && target.of !== cue.text
}
