import type { CueEdit } from 'video-translation-client'
import { EditRefused, type SheetCue } from 'video-translation-client/editing'
import type { ProposedEdits } from '../cues.ts'

/** Seconds of a line in a dubbing project, from the documentation of the SDK 2.73.0. */
const MIN_SECONDS = 0.1
const MAX_SECONDS = 25

/**
 * Refuses edits that a dubbing project of ElevenLabs has no request for. Splitting, merging and
 * reverting need none: what they leave is sent.
 * @throws EditRefused
 */
export function checkElevenLabsEdits({ edits, before, after, changed }: ProposedEdits): void {
  const speakers = new Set([...before.values()].flatMap(({ speaker }) => speaker ?? []))
  edits.forEach((edit, index) => checkEdit(edit, speakers, `/edits/${index}`))
  const ids = new Set(changed)
  for (const cue of after) if (ids.has(cue.id) && isMoved(cue, before.get(cue.id))) checkLength(cue)
}

function checkEdit(edit: CueEdit, speakers: ReadonlySet<string>, pointer: string): void {
  if (edit.op === 'insert') return checkSpeaker(edit.speaker, speakers, `${pointer}/speaker`)
  if (edit.op !== 'set') return
  if (edit.target === undefined) return checkSpeaker(edit.speaker, speakers, `${pointer}/speaker`)
  if (typeof edit.voice !== 'string') return
  throw refused(
    `${pointer}/voice`,
    'ElevenLabs takes no voice for a line: it clones that of the speaker. Change the speaker instead.',
    edit.cue,
  )
}

/** @param speaker null: nobody in particular */
function checkSpeaker(speaker: string | null | undefined, known: ReadonlySet<string>, pointer: string): void {
  if (speaker === undefined || (speaker !== null && known.has(speaker))) return
  throw refused(pointer, `ElevenLabs needs one of the speakers that it found: ${[...known].join(', ')}.`)
}

function isMoved(cue: SheetCue, before: SheetCue | undefined): boolean {
  return before?.start !== cue.start || before.end !== cue.end
}

function checkLength({ id, start, end }: SheetCue): void {
  const seconds = Math.round((end - start) * 1000) / 1000
  if (seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) return
  const message =
    `ElevenLabs takes lines of ${MIN_SECONDS} to ${MAX_SECONDS} s, and ${id} would have ${seconds} s. ` +
    (seconds > MAX_SECONDS ? 'Split it.' : 'Make it longer, or merge it with another.')
  throw refused('/edits', message, id)
}

function refused(pointer: string, message: string, cue?: string): EditRefused {
  return new EditRefused('invalid', pointer, message, cue)
}
