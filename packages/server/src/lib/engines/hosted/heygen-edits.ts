import type { CueEdit } from 'video-translation-client'
import { EditRefused, type SheetCue } from 'video-translation-client/editing'
import type { ProposedEdits } from '../cues.ts'

/**
 * Refuses edits that a proofreading session of HeyGen has no request for.
 * @throws EditRefused
 */
export function checkHeygenEdits({ edits, after, changed, status }: ProposedEdits): void {
  if (status !== 'needs_input') {
    const message =
      'HeyGen takes corrections only while a review of the translation waits. Create it with ' +
      '`review: ["translation"]`, and correct it before you approve.'
    throw new EditRefused('conflict', '/edits', message)
  }
  edits.forEach((edit, index) => checkEdit(edit, `/edits/${index}`))
  if (after.length === 0) throw refused('/edits', 'HeyGen needs at least one line. Cancel it instead.')
  const ids = new Set(changed)
  for (const cue of after) if (ids.has(cue.id)) checkTexts(cue)
}

function checkEdit(edit: CueEdit, pointer: string): void {
  if (edit.op !== 'set') return
  if (edit.target !== undefined) {
    if (typeof edit.voice !== 'string') return
    throw refused(`${pointer}/voice`, 'HeyGen takes only the text and the times of a line.', edit.cue)
  }
  const member = (['text', 'speaker'] as const).find((name) => edit[name] !== undefined)
  if (member === undefined) return
  const message = 'HeyGen has only the translated lines. Name a `target`, and change its text.'
  throw refused(`${pointer}/${member}`, message, edit.cue)
}

function checkTexts({ id, targets }: SheetCue): void {
  const texts = Object.values(targets).map(({ text }) => text)
  if (texts.length > 0 && !texts.includes(null)) return
  const message = `HeyGen translates no line again, so ${id} needs its text: write it in \`targets\`.`
  throw refused('/edits', message, id)
}

function refused(pointer: string, message: string, cue?: string): EditRefused {
  return new EditRefused('invalid', pointer, message, cue)
}
