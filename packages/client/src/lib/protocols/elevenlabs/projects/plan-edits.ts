import type { Cue, CueEdit, CuePage, InsertCue, SetCue, SetCueTarget } from '../../../cue.ts'
import { editRefused, editUnsupported } from '../../edit-refusals.ts'

/** The requests that edits need, in the order in which they are made. */
export interface EditPlan {
  /** `DubbingSegmentUpdateRequest` by segment. */
  source: Map<string, Record<string, unknown>>
  deleted: Set<string>
  inserted: InsertCue[]
  /** `DubbingTargetSegmentUpdateRequest` by language and segment. */
  targets: Map<string, Map<string, { translation: string | null }>>
}

/**
 * Sorts edits into requests, before any is made.
 * @throws {ApiError} `edit_refused` for an unknown cue or target
 * @throws {VideoTranslationError} `not_supported` for an edit that ElevenLabs has no request for
 */
export function planEdits(edits: readonly CueEdit[], page: CuePage): EditPlan {
  const plan: EditPlan = { source: new Map(), deleted: new Set(), inserted: [], targets: new Map() }
  edits.forEach((edit, index) => addEdit(plan, edit, page, `/edits/${index}`))
  for (const id of plan.deleted) {
    plan.source.delete(id)
    for (const texts of plan.targets.values()) texts.delete(id)
  }
  return plan
}

function addEdit(plan: EditPlan, edit: CueEdit, page: CuePage, pointer: string): void {
  switch (edit.op) {
    case 'set':
      return edit.target === undefined
        ? setSource(plan, edit, page, pointer)
        : setTarget(plan, edit, page, pointer)
    case 'delete':
      return void plan.deleted.add(findCue(page, edit.cue, `${pointer}/cue`).id)
    case 'insert':
      return insert(plan, edit, page, pointer)
    default:
      throw editUnsupported(`${pointer}/op`, `ElevenLabs has no ${edit.op}. Use set, insert and delete.`)
  }
}

function setSource(plan: EditPlan, edit: SetCue, page: CuePage, pointer: string): void {
  const { text, speaker, start, end } = edit
  if (speaker === null)
    throw editUnsupported(`${pointer}/speaker`, 'ElevenLabs needs a speaker for each line.')
  const { id } = findCue(page, edit.cue, `${pointer}/cue`)
  plan.source.set(id, {
    ...plan.source.get(id),
    ...(text !== undefined && { text }),
    ...(speaker !== undefined && { speaker_id: speaker }),
    ...(start !== undefined && { start_s: start }),
    ...(end !== undefined && { end_s: end }),
  })
}

function setTarget(plan: EditPlan, edit: SetCueTarget, page: CuePage, pointer: string): void {
  const { text, target } = edit
  for (const member of ['voice', 'approved'] as const)
    if (edit[member] !== undefined)
      throw editUnsupported(`${pointer}/${member}`, 'In a target, ElevenLabs takes only the text of a line.')
  const { id } = findCue(page, edit.cue, `${pointer}/cue`)
  if (text === undefined) return
  setText(plan, page, { target, id, text, pointer: `${pointer}/target` })
}

interface TargetText {
  target: string
  id: string
  text: string | null
  pointer: string
}

function setText(plan: EditPlan, page: CuePage, { target, id, text, pointer }: TargetText): void {
  if (!Object.hasOwn(page.applied, target))
    throw editRefused('unknown', pointer, `There is no target ${target} with translations yet.`, id)
  const texts = plan.targets.get(target) ?? new Map<string, { translation: string | null }>()
  plan.targets.set(target, texts.set(id, { translation: text }))
}

function insert(plan: EditPlan, edit: InsertCue, page: CuePage, pointer: string): void {
  for (const target of Object.keys(edit.targets ?? {}))
    if (!Object.hasOwn(page.applied, target))
      throw editRefused(
        'unknown',
        `${pointer}/targets`,
        `There is no target ${target} with translations yet.`,
      )
  plan.inserted.push(edit)
}

function findCue({ items }: CuePage, id: string, pointer: string): Cue {
  const cue = items.find((each) => each.id === id)
  if (cue) return cue
  throw editRefused('unknown', pointer, `There is no cue ${id}.`, id)
}
