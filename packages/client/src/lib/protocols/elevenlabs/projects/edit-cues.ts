import type { CueEditResult, CuePage, InsertCue } from '../../../cue.ts'
import type { CueEditRequest } from '../../../editing-verbs.ts'
import { VideoTranslationError } from '../../../errors.ts'
import type { Call, Http } from '../../../http/http.ts'
import { createOnce } from '../../create-once.ts'
import { outdated } from '../../edit-refusals.ts'
import { asObject, asText, type JsonObject, throwInvalidResponse, unlessMissing } from '../../parse.ts'
import { readBody } from '../api.ts'
import { type EditPlan, planEdits } from './plan-edits.ts'
import { readCues } from './read-cues.ts'
import {
  type EditedProject,
  findLanguage,
  readProject,
  sourceSegments,
  targetTranscriptPath,
  transcriptPath,
} from './transcripts.ts'

/**
 * Edits the segments of a project. ElevenLabs takes no precondition: the revision is compared just
 * before, so an edit that somebody else makes in between is not noticed. Nor are the requests made
 * all or none: an error says which were made.
 */
export async function editCues(
  http: Http,
  id: string,
  { revision, edits }: CueEditRequest,
): Promise<CueEditResult> {
  const page = await readCues(http, id, {})
  if (revision !== page.revision) throw outdated(revision, page.revision)
  const plan = planEdits(edits, page)
  const project = await readProject(http, id)
  const inserted = await makeEdits({ http, project, page, made: [] }, plan)
  const after = await readCues(http, id, {})
  const texts = [...plan.targets.values()].flatMap((each) => [...each.keys()])
  const touched = new Set([...plan.source.keys(), ...inserted, ...texts])
  return {
    revision: after.revision,
    changed: after.items.filter((cue) => touched.has(cue.id)),
    removed: [...plan.deleted],
  }
}

interface Edited {
  http: Http
  project: EditedProject
  page: CuePage
  /** What was made so far, for the error of what comes after it. */
  made: string[]
}

/** Texts of the source come first, because they discard its translations. */
async function makeEdits(edited: Edited, plan: EditPlan): Promise<string[]> {
  const { http, project, made } = edited
  const inserted: string[] = []
  try {
    await patch(http, transcriptPath(project.id, '/segments'), plan.source)
    if (plan.source.size > 0) made.push(`${plan.source.size} lines of the source were changed`)
    for (const segment of plan.deleted) {
      await deleteSegment(edited, segment)
      made.push(`${segment} was deleted`)
    }
    for (const edit of plan.inserted) {
      const segment = await insertSegment(edited, edit)
      inserted.push(segment)
      made.push(`${segment} was inserted`)
      for (const [tag, text] of Object.entries(edit.targets ?? {}))
        plan.targets.set(tag, (plan.targets.get(tag) ?? new Map()).set(segment, { translation: text }))
    }
    for (const [tag, texts] of plan.targets) {
      const { id: language } = findLanguage(project, tag)
      await patch(http, targetTranscriptPath(project.id, language, '/segments'), texts)
      made.push(`${texts.size} lines of ${tag} were changed`)
    }
    return inserted
  } catch (error) {
    if (error instanceof VideoTranslationError && made.length > 0)
      error.message += ` Before that, ${made.join(', and ')}.`
    throw error
  }
}

/** Changes segments, all or none. The same request again changes nothing more. */
async function patch(http: Http, path: string, segments: ReadonlyMap<string, unknown>): Promise<void> {
  if (segments.size === 0) return
  await http.send({ method: 'PATCH', path, json: { segments: Object.fromEntries(segments) } }, readBody)
}

async function deleteSegment({ http, project }: Edited, segment: string): Promise<void> {
  const path = transcriptPath(project.id, `/segment/${encodeURIComponent(segment)}`)
  await unlessMissing(http.send({ method: 'DELETE', path }, readBody))
}

/** If the answer is lost, a segment with the same time and text is the one that was made. */
async function insertSegment({ http, project, page }: Edited, edit: InsertCue): Promise<string> {
  const { start, end, text } = edit
  const json = { text, speaker_id: edit.speaker ?? speakerAt(page, start), start_s: start, end_s: end }
  const call: Call = { method: 'POST', path: transcriptPath(project.id, '/segment'), json }
  const known = new Set(page.items.map(({ id }) => id))
  const find = async (): Promise<JsonObject | undefined> => {
    const { segments } = await sourceSegments(http, project.id)
    return segments.find((each) => !known.has(asText(each['id']) ?? '') && isSame(each, json))
  }
  const attempt = async (): Promise<JsonObject | undefined> =>
    asObject((await http.attempt(call, readBody))['segment'])
  const made = await createOnce(http, attempt, find, () => false)
  return asText(made?.['id']) ?? throwInvalidResponse('no `segment`')
}

function isSame(one: JsonObject, other: JsonObject): boolean {
  return ['text', 'start_s', 'end_s'].every((member) => one[member] === other[member])
}

/** ElevenLabs needs a speaker: the one of the line before. */
function speakerAt({ items }: CuePage, start: number): string {
  const before = items.findLast((cue) => cue.start <= start) ?? items[0]
  return before?.speaker ?? 'default_speaker'
}
