import type { Cue, CueEdit, CueEditResult, CuePage } from '../../cue.ts'
import type { CueEditRequest } from '../../editing-verbs.ts'
import { applyEdits } from '../../editing/apply-edits.ts'
import { EditRefused } from '../../editing/edit-refused.ts'
import { writeSubRip } from '../../editing/write-subtitles.ts'
import type { Http } from '../../http/http.ts'
import { editRefused, editUnsupported, outdated } from '../edit-refusals.ts'
import { upload } from './upload.ts'
import { pathOf } from './v3.ts'
import { type ProofreadSession, sessionOf } from './proofread-sessions.ts'
import { readFile, type SubtitleFile } from './subtitles.ts'
import { toLineEdits } from './line-edits.ts'

/**
 * Replaces the subtitles of one language, whole. HeyGen takes no precondition: the revision is
 * compared just before, so an edit that somebody else makes in between is not noticed.
 */
export async function editCues(
  http: Http,
  id: string,
  { revision, edits }: CueEditRequest,
): Promise<CueEditResult> {
  const session = await sessionOf(http, id, targetOf(edits))
  const file = await readFile(http, session)
  const before = file.page
  if (revision !== before.revision) throw outdated(revision, before.revision)
  const lines = edited(before, edits, session.language)
  await replace(http, session, withMarks(lines, file, session.language))
  const { page: after } = await readFile(http, session)
  return { revision: after.revision, ...differences(before, after, session.language) }
}

/** The language that edits name. With a session of one language they need not. */
function targetOf(edits: readonly CueEdit[]): string | undefined {
  const named = edits.flatMap((edit) => ('target' in edit && edit.target !== undefined ? [edit.target] : []))
  const [target, ...others] = [...new Set(named)]
  if (others.length === 0) return target
  throw editUnsupported('/edits', 'HeyGen has a file for each language, so edit one language at a time.')
}

/** The lines after the edits. @throws {ApiError} `edit_refused` */
function edited({ items }: CuePage, edits: readonly CueEdit[], language: string): Cue[] {
  const lines = items.map(({ id, start, end, targets }) => {
    return { id, start, end, text: targets[language]?.text ?? '', targets: {} }
  })
  const context = {
    by: '',
    languages: [],
    seconds: Infinity,
    history: { before: () => undefined, touchedSince: () => new Set<string>() },
  }
  try {
    const sheet = { cues: lines, nextNumber: lines.length + 1 }
    const { cues } = applyEdits(sheet, toLineEdits(edits, language), context).sheet
    return cues.map((cue) => ({ ...cue, targets: {} }))
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error
    throw editRefused(error.rule, error.pointer, error.message, error.cue)
  }
}

/** Texts that no edit changed stay as they were, with their marks, names and line breaks. */
function withMarks(lines: readonly Cue[], { page, marked }: SubtitleFile, language: string): Cue[] {
  const before = new Map(page.items.map(({ id, targets }) => [id, targets[language]?.text]))
  return lines.map((line) => {
    const as = marked.get(line.id) ?? ''
    if (line.text === before.get(line.id)) return { ...line, text: as }
    return { ...line, text: `${NAME.exec(as)?.[0] ?? ''}${line.text}` }
  })
}

/** The name of the speaker, which is no part of the text of a cue. */
const NAME = /^\[[^\][]{1,100}\]:\s*/

async function replace(http: Http, { id }: ProofreadSession, lines: readonly Cue[]): Promise<void> {
  if (lines.length === 0) throw editRefused('empty', '/edits', 'HeyGen needs at least one line.')
  const file = new Blob([writeSubRip(lines)], { type: 'application/x-subrip' })
  const asset = await upload(http, file, 'subtitles.srt', {})
  const json = { srt: { type: 'asset_id', asset_id: asset } }
  await http.send({ method: 'PUT', path: `${pathOf(id, 'proofreads')}/srt`, json }, (response) =>
    response.text(),
  )
}

/** Ids count lines, so after an insert or a delete many ids stand for another line. */
function differences(before: CuePage, after: CuePage, language: string): Omit<CueEditResult, 'revision'> {
  const known = new Map(before.items.map((cue) => [cue.id, lineOf(cue, language)]))
  const present = new Set(after.items.map(({ id }) => id))
  return {
    changed: after.items.filter((cue) => known.get(cue.id) !== lineOf(cue, language)),
    removed: before.items.flatMap(({ id }) => (present.has(id) ? [] : [id])),
  }
}

function lineOf({ start, end, targets }: Cue, language: string): string {
  return `${start} ${end} ${targets[language]?.text}`
}
