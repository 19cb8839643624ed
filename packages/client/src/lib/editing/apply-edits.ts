import type { CueEdit } from '../cue.ts'
import type { CueSheet, SheetCue } from './cue-sheet.ts'
import { type Draft, type EditContext, findCue, place } from './draft.ts'
import { EditRefused } from './edit-refused.ts'
import { insertCue, mergeCues, splitCue } from './reshape.ts'
import { setCue, setTarget } from './set-cue.ts'

/** The most edits of one request. */
export const MAX_EDITS = 500

/** The cues after edits. */
export interface Edited {
  sheet: CueSheet
  /** Ids that were changed or added. */
  changed: string[]
  /** Ids that are gone. */
  removed: string[]
}

/**
 * Makes edits one after the other, all or none. Afterwards the cues are in the order of time, have
 * a text, and those that an edit placed lie within the source and overlap no other.
 * @throws {EditRefused} with the rule that an edit breaks
 */
export function applyEdits(sheet: CueSheet, edits: readonly CueEdit[], context: EditContext): Edited {
  const draft: Draft = {
    cues: new Map(sheet.cues.map((cue) => [cue.id, cue])),
    nextNumber: sheet.nextNumber,
    placedBy: new Map(),
    context,
  }
  edits.forEach((edit, index) => makeEdit(draft, edit, `/edits/${index}`))
  const cues = [...draft.cues.values()].toSorted((one, other) => one.start - other.start)
  // Checked at the end, so that the border of two cues can be moved by two edits in any order.
  checkTimes(cues, draft)
  return { sheet: { cues, nextNumber: draft.nextNumber }, ...differences(sheet.cues, draft.cues) }
}

function makeEdit(draft: Draft, edit: CueEdit, pointer: string): void {
  switch (edit.op) {
    case 'set':
      return edit.target === undefined ? setCue(draft, edit, pointer) : setTarget(draft, edit, pointer)
    case 'split':
      return splitCue(draft, edit, pointer)
    case 'merge':
      return mergeCues(draft, edit, pointer)
    case 'insert':
      return insertCue(draft, edit, pointer)
    case 'delete':
      return void draft.cues.delete(findCue(draft, edit.cue, `${pointer}/cue`).id)
    case 'revert':
      return revert(draft, edit.revision, `${pointer}/revision`)
  }
}

function revert(draft: Draft, revision: number, pointer: string): void {
  const { history } = draft.context
  const before = history.before(revision)
  if (before === undefined) throw new EditRefused('unknown', pointer, `There is no revision ${revision}.`)
  const touched = history.touchedSince(revision)
  const conflict = [...before.keys()].find((id) => touched.has(id))
  if (conflict !== undefined) {
    const message = `Revision ${revision} cannot be taken back, because ${conflict} was changed after it.`
    throw new EditRefused('conflict', pointer, message, conflict)
  }
  for (const [id, cue] of before) {
    draft.cues.delete(id)
    if (cue !== undefined) place(draft, cue, pointer)
  }
}

function checkTimes(cues: readonly SheetCue[], draft: Draft): void {
  for (const cue of cues) checkWithin(cue, draft)
  checkApart(cues, draft)
}

/** Two people may talk at once, so only cues that an edit placed must lie apart from others. */
function checkApart(cues: readonly SheetCue[], draft: Draft): void {
  let longest: SheetCue | undefined
  let placed: SheetCue | undefined
  for (const next of cues) {
    const cue = draft.placedBy.has(next.id) ? longest : placed
    if (cue !== undefined && cue.end > next.start) {
      const message = `${cue.id} (to ${cue.end} s) and ${next.id} (from ${next.start} s) overlap.`
      throw new EditRefused('overlap', pointerOf(draft, next.id, cue.id), message, cue.id)
    }
    if (longest === undefined || next.end > longest.end) longest = next
    if (draft.placedBy.has(next.id) && (placed === undefined || next.end > placed.end)) placed = next
  }
}

/** A recogniser may round the end of the last word up. */
const TOLERANCE_SECONDS = 0.01

function checkWithin({ id, start, end }: SheetCue, draft: Draft): void {
  const { seconds } = draft.context
  if (start >= 0 && end > start && end <= seconds + TOLERANCE_SECONDS) return
  // A machine's cue may lie a little outside; only an edit is refused for that.
  if (!draft.placedBy.has(id)) return
  const message =
    end > start
      ? `${id} (${start} to ${end} s) is outside of the source, which has ${seconds} s.`
      : `${id} would end (${end} s) before it begins (${start} s).`
  throw new EditRefused('outside', pointerOf(draft, id), message, id)
}

function pointerOf({ placedBy }: Draft, ...ids: string[]): string {
  return ids.map((id) => placedBy.get(id)).find((pointer) => pointer !== undefined) ?? '/edits'
}

function differences(before: readonly SheetCue[], after: Draft['cues']): Omit<Edited, 'sheet'> {
  const known = new Map(before.map((cue) => [cue.id, cue]))
  return {
    changed: [...after.values()].filter((cue) => !isSameCue(known.get(cue.id), cue)).map(({ id }) => id),
    removed: before.flatMap(({ id }) => (after.has(id) ? [] : [id])),
  }
}

/** Whether two cues say the same, in whatever order their members are. */
export function isSameCue(one: SheetCue | undefined, other: SheetCue): boolean {
  return one === other || (one !== undefined && canonical(one) === canonical(other))
}

function canonical(cue: SheetCue): string {
  return JSON.stringify(cue, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  })
}
