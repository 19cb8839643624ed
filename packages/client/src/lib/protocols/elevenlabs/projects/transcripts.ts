import { isStatus } from '../../../http/problem.ts'
import type { Http } from '../../../http/http.ts'
import { noCues, unknownTarget } from '../../edit-refusals.ts'
import { asObjects, asText, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import { readBody } from '../api.ts'
import { languagesOf, projectPath } from './get-status.ts'
import { latestByTag, tagOf } from './latest-languages.ts'

/** A project with its languages: those that edits name. */
export interface EditedProject {
  id: string
  /**
   * Grows with every edit, of the source or of a translation: the sum of ElevenLabs' own revisions
   * of the project and of its languages.
   */
  revision: number
  languages: readonly EditedLanguage[]
}

export interface EditedLanguage {
  tag: string
  id: string
  status: string
  revision: number
  /** The revision that its output has. Absent before there is one. */
  outputRevision?: number | undefined
}

/** Reads the revisions before the transcripts, so that an edit in between is noticed later. */
export async function readProject(http: Http, id: string): Promise<EditedProject> {
  const project = await http.send({ path: projectPath(id) }, readBody)
  const languages = latestByTag(await languagesOf(http, id)).map(toLanguage)
  const own = asCount(project['revision']) ?? throwInvalidResponse('no `revision` of the project')
  return { id, revision: languages.reduce((sum, { revision }) => sum + revision, own), languages }
}

function toLanguage(body: JsonObject): EditedLanguage {
  return {
    tag: tagOf(body),
    id: asText(body['language_id']) ?? throwInvalidResponse('no `language_id` of a language'),
    status: asText(body['status']) ?? throwInvalidResponse('no `status` of a language'),
    revision: asCount(body['revision']) ?? 0,
    outputRevision: asCount(body['output_revision']),
  }
}

function asCount(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined
}

/** The language with this tag. @throws {VideoTranslationError} `invalid_argument` */
export function findLanguage({ languages }: EditedProject, tag: string): EditedLanguage {
  const found = languages.find((language) => language.tag.toLowerCase() === tag.toLowerCase())
  if (found) return found
  throw unknownTarget(
    tag,
    languages.map((language) => language.tag),
  )
}

export function transcriptPath(project: string, rest = ''): string {
  return projectPath(project, `/transcript${rest}`)
}

export function targetTranscriptPath(project: string, language: string, rest = ''): string {
  return projectPath(project, `/language/${encodeURIComponent(language)}/transcript${rest}`)
}

/** The segments of the source. @throws {ApiError} 404 `no_cues` before the project is ready */
export async function sourceSegments(
  http: Http,
  id: string,
): Promise<{ language: string | undefined; segments: JsonObject[] }> {
  try {
    const body = await http.send({ path: transcriptPath(id) }, readBody)
    return { language: asText(body['language']), segments: asObjects(body['segments']) }
  } catch (error) {
    if (!isStatus(error, 404, 409, 425)) throw error
    throw noCues(`The project ${id} has no transcript yet: ElevenLabs still prepares its source.`)
  }
}

/** The translations by segment. Undefined while the language is on its first dub. */
export async function translationsOf(
  http: Http,
  project: string,
  language: EditedLanguage,
): Promise<Map<string, string | null> | undefined> {
  try {
    const body = await http.send({ path: targetTranscriptPath(project, language.id) }, readBody)
    const segments = asObjects(body['segments'])
    return new Map(segments.map((each) => [asText(each['id']) ?? '', asText(each['translation']) ?? null]))
  } catch (error) {
    if (isStatus(error, 409, 425)) return undefined
    throw error
  }
}
