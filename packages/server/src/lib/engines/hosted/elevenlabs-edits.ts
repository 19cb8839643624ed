import type { CueEdit } from 'video-translation-client'
import { EditRefused, type SheetCue } from 'video-translation-client/editing'

/** Seconds of a line in a dubbing project, from the documentation of the SDK 2.73.0. */
const MIN_SECONDS = 0.1
const MAX_SECONDS = 25

/**
 * Refuses edits that a dubbing project of ElevenLabs has no request for. Splitting, merging and
 * reverting need none: what they leave is sent.
 * @param changed the cues that the edits leave
 * @throws EditRefused
 */
export function checkElevenLabsEdits(edits: readonly CueEdit[], changed: readonly SheetCue[]): void {
  edits.forEach((edit, index) => checkEdit(edit, `/edits/${index}`))
  for (const cue of changed) checkLength(cue)
}

function checkEdit(edit: CueEdit, pointer: string): void {
  if (edit.op !== 'set') return
  if (edit.target === undefined && edit.speaker === null)
    throw refused(`${pointer}/speaker`, 'ElevenLabs needs a speaker for each line. Name one.', edit.cue)
  if (edit.target !== undefined && typeof edit.voice === 'string')
    throw refused(
      `${pointer}/voice`,
      'ElevenLabs takes no voice for a line: it clones that of the speaker. Change the speaker instead.',
      edit.cue,
    )
}

function checkLength({ id, start, end }: SheetCue): void {
  const seconds = Math.round((end - start) * 1000) / 1000
  if (seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) return
  const message =
    `ElevenLabs takes lines of ${MIN_SECONDS} to ${MAX_SECONDS} s, and ${id} would have ${seconds} s. ` +
    (seconds > MAX_SECONDS ? 'Split it.' : 'Make it longer, or merge it with another.')
  throw refused('/edits', message, id)
}

function refused(pointer: string, message: string, cue: string): EditRefused {
  return new EditRefused('invalid', pointer, message, cue)
}
