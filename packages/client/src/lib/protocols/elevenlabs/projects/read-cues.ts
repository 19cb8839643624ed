import type { Cue, CuePage, CueTarget } from '../../../cue.ts'
import type { CuesRequest } from '../../../editing-verbs.ts'
import type { Http } from '../../../http/http.ts'
import { asText, type JsonObject, refusal, throwInvalidResponse } from '../../parse.ts'
import {
  type EditedLanguage,
  type EditedProject,
  findLanguage,
  readProject,
  sourceSegments,
  translationsOf,
} from './transcripts.ts'

/** Reads the segments of a project as cues. Their ids are those of the segments. */
export async function readCues(http: Http, id: string, { target, revision }: CuesRequest): Promise<CuePage> {
  const project = await readProject(http, id)
  if (revision !== undefined && revision !== project.revision)
    throw refusal(
      410,
      'revision_gone',
      `ElevenLabs has only the newest revision of the cues, ${project.revision}.`,
    )
  const shown = target === undefined ? project.languages : [findLanguage(project, target)]
  const { language, segments } = await sourceSegments(http, id)
  const targets = await Promise.all(
    shown.map(async (each) => ({ ...each, texts: await translationsOf(http, id, each) })),
  )
  return {
    revision: project.revision,
    applied: appliedOf(project),
    ...(language !== undefined && { language }),
    items: segments
      .map((segment) => toCue(segment, targets))
      .toSorted((one, other) => one.start - other.start),
  }
}

/** A language without edits since its output has the newest revision. */
function appliedOf({ revision, languages }: EditedProject): Record<string, number> {
  const entries = languages.flatMap(({ tag, outputRevision, revision: own }) =>
    outputRevision === undefined ? [] : [[tag, revision - (own - outputRevision)] as const],
  )
  return Object.fromEntries(entries)
}

interface ShownTarget extends EditedLanguage {
  texts: Map<string, string | null> | undefined
}

function toCue(segment: JsonObject, targets: readonly ShownTarget[]): Cue {
  const id = asText(segment['id']) ?? throwInvalidResponse('no `id` of a segment')
  const { start_s: start, end_s: end } = segment
  if (typeof start !== 'number' || typeof end !== 'number') throwInvalidResponse('no times of a segment')
  const speaker = asText(segment['speaker_id'])
  return {
    id,
    start,
    end,
    text: asText(segment['text']) ?? '',
    ...(speaker !== undefined && { speaker }),
    targets: Object.fromEntries(targets.map((target) => [target.tag, targetOf(id, target)])),
  }
}

/** ElevenLabs says only of a whole language whether its output lacks an edit. */
function targetOf(id: string, { texts, revision, outputRevision }: ShownTarget): CueTarget {
  const text = texts?.get(id) ?? null
  const isCurrent = text !== null && outputRevision === revision
  return { text, approved: false, state: isCurrent ? 'current' : 'stale' }
}
