import type { SetCue, SetCueTarget } from '../cue.ts'
import { isOpen, type SheetCue, type SheetTarget } from './cue-sheet.ts'
import { checkLanguage, checkText, type Draft, findCue, place, toMs } from './draft.ts'

export function setCue(draft: Draft, edit: SetCue, pointer: string): void {
  const { start, end, text, speaker } = edit
  const cue = findCue(draft, edit.cue, `${pointer}/cue`)
  const changed: SheetCue = {
    ...cue,
    ...(start !== undefined && { start: toMs(start) }),
    ...(end !== undefined && { end: toMs(end) }),
    ...(text !== undefined && { text: checkText(text, `${pointer}/text`, cue.id) }),
    ...(typeof speaker === 'string' && { speaker: checkText(speaker, `${pointer}/speaker`, cue.id) }),
  }
  if (speaker === null) delete changed.speaker
  if (start === undefined && end === undefined) draft.cues.set(cue.id, changed)
  else place(draft, changed, start === undefined ? `${pointer}/end` : `${pointer}/start`)
}

export function setTarget(draft: Draft, edit: SetCueTarget, pointer: string): void {
  const cue = findCue(draft, edit.cue, `${pointer}/cue`)
  checkLanguage(draft, edit.target, `${pointer}/target`, cue.id)
  const before = cue.targets[edit.target] ?? { text: null }
  const written = withText(cue, before, edit, draft.context.by, pointer)
  const target = withApproval(withVoice(written, edit, pointer), edit)
  draft.cues.set(cue.id, { ...cue, targets: { ...cue.targets, [edit.target]: target } })
}

/** The text of a person. `by` is left out where the server has no keys. */
export function personText(before: SheetTarget, text: string, by: string): SheetTarget {
  const { of: _of, by: _by, approved: _approved, ...rest } = before
  return { ...rest, text, author: 'person', ...(by !== '' && { by }) }
}

/** A text that a machine still has to make. */
export function openText({ voice }: SheetTarget): SheetTarget {
  return { text: null, ...(voice !== undefined && { voice }) }
}

/** A person who sends the text of an outdated translation confirms it. */
function withText(
  cue: SheetCue,
  before: SheetTarget,
  edit: SetCueTarget,
  by: string,
  pointer: string,
): SheetTarget {
  if (edit.text === undefined) return before
  if (edit.text === null) return openText(before)
  const text = checkText(edit.text, `${pointer}/text`, edit.cue)
  return text === before.text && !isOpen(cue, before) ? before : personText(before, text, by)
}

function withVoice(before: SheetTarget, { voice, cue }: SetCueTarget, pointer: string): SheetTarget {
  if (voice === undefined) return before
  const { voice: _voice, ...rest } = before
  return voice === null ? rest : { ...rest, voice: checkText(voice, `${pointer}/voice`, cue) }
}

function withApproval(before: SheetTarget, { approved }: SetCueTarget): SheetTarget {
  if (approved === undefined) return before
  const { approved: _approved, ...rest } = before
  return approved ? { ...rest, approved } : rest
}
