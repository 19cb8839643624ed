import type { CueEdit, InsertCue, SetCue, SetCueTarget, SplitCue } from '../../cue.ts'
import { editRefused, editUnsupported } from '../edit-refusals.ts'

/**
 * Turns edits of cues into edits of the lines of one language, which are all that HeyGen has.
 * @throws {VideoTranslationError} `not_supported` for an edit that a file of subtitles cannot hold
 */
export function toLineEdits(edits: readonly CueEdit[], language: string): CueEdit[] {
  return edits.map((edit, index) => toLineEdit(edit, language, `/edits/${index}`))
}

function toLineEdit(edit: CueEdit, language: string, pointer: string): CueEdit {
  switch (edit.op) {
    case 'set':
      return edit.target === undefined ? setTimes(edit, pointer) : setText(edit, pointer)
    case 'split':
      return split(edit, language, pointer)
    case 'insert':
      return insert(edit, language, pointer)
    case 'revert':
      throw editUnsupported(`${pointer}/op`, 'HeyGen keeps no earlier subtitles to go back to.')
    default:
      return edit
  }
}

function setTimes(edit: SetCue, pointer: string): CueEdit {
  for (const member of ['text', 'speaker'] as const)
    if (edit[member] !== undefined)
      throw editUnsupported(
        `${pointer}/${member}`,
        'HeyGen has only the translated lines. Name a `target`, and change its text.',
      )
  return edit
}

function setText({ cue, text, ...others }: SetCueTarget, pointer: string): CueEdit {
  for (const member of ['voice', 'approved'] as const)
    if (others[member] !== undefined)
      throw editUnsupported(`${pointer}/${member}`, 'HeyGen takes only the text and the times of a line.')
  if (text === null)
    throw editUnsupported(`${pointer}/text`, 'HeyGen translates no single line again. Write its text.')
  return { op: 'set', cue, text }
}

function split({ cue, at, texts, targets }: SplitCue, language: string, pointer: string): CueEdit {
  if (texts !== undefined)
    throw editUnsupported(`${pointer}/texts`, 'HeyGen has only the translated lines. Use `targets`.')
  return { op: 'split', cue, at, texts: targets?.[language] }
}

function insert({ start, end, targets }: InsertCue, language: string, pointer: string): CueEdit {
  const text = targets?.[language]
  if (text !== undefined) return { op: 'insert', start, end, text }
  throw editRefused('empty', `${pointer}/targets/${language}`, `HeyGen needs the text in ${language}.`)
}
