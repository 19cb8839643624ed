import type { CueEdit, TranslationStatus } from 'video-translation-client'
import { EditRefused, type SheetCue } from 'video-translation-client/editing'

/**
 * Refuses edits that a proofreading session of HeyGen has no request for.
 * @param changed the cues that the edits leave
 * @throws EditRefused
 */
export function checkHeygenEdits(
  edits: readonly CueEdit[],
  changed: readonly SheetCue[],
  status: TranslationStatus,
): void {
  if (status !== 'needs_input')
    throw refused(
      '/edits',
      'HeyGen takes corrections only while a review of the translation waits. Create it with ' +
        '`review: ["translation"]`, and correct it before you approve.',
    )
  edits.forEach((edit, index) => checkEdit(edit, `/edits/${index}`))
  for (const cue of changed) checkTexts(cue)
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
  if (Object.values(targets).some(({ text }) => text !== null) && !hasOpenText(targets)) return
  const message = `HeyGen translates no line again, so ${id} needs its text: write it in \`targets\`.`
  throw refused('/edits', message, id)
}

function hasOpenText(targets: SheetCue['targets']): boolean {
  return Object.values(targets).some(({ text }) => text === null)
}

function refused(pointer: string, message: string, cue?: string): EditRefused {
  return new EditRefused('invalid', pointer, message, cue)
}
