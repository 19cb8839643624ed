import type { CreateOptions } from '../../../create-options.ts'
import type { Http } from '../../../http/http.ts'
import { asObjects, asText, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import { createOnce } from '../../create-once.ts'
import type { VendorSnapshot } from '../../snapshot.ts'
import { readBody } from '../api.ts'
import { checkOpenRequest, type ElevenLabsSource, formCall, reportUpload, sourceOf } from '../form.ts'
import { createMarker, type IdempotencyMarker, withCreatedIds } from '../idempotency-marker.ts'
import type { ProjectLanguageOptions, ProjectOptions } from '../options.ts'
import { addLanguage, hasTag } from './add-language.ts'
import { languagesOf, PROJECTS } from './get-status.ts'
import { toSnapshot } from './snapshot.ts'

/** A translation to create as a dubbing project. */
export interface ProjectRequest {
  /** A URL that ElevenLabs can reach, or an upload. At most 3 GiB. */
  source: ElevenLabsSource
  /** Language spoken in the source, a BCP 47 tag. Default: the vendor detects it. */
  from?: string
  /**
   * Target languages, BCP 47 tags. The vendor charges for each. Without any, the source is prepared
   * and waits for `addTargets`.
   */
  to: readonly string[]
  /** File name of an uploaded source. Default: the File's. */
  name?: string
  /**
   * Your own id for the translation, at most about 400 characters. At the vendor a marker is added,
   * by which a lost start is found.
   */
  reference?: string
  /**
   * Two creates with the same key make one project if it is among the newest 100: the vendor has no
   * idempotency keys, so the client searches its list. Default: a random key, so that a repeated
   * request is safe. 1 to 100 letters, digits, ".", ":", "_" or "-".
   */
  idempotencyKey?: string
  /** Further fields of the vendor's form, e.g. `{ webhook_ids: ['…'], model_id: 'dubbing_v1' }`. */
  options?: Readonly<ProjectOptions>
  /** Further fields of each language, e.g. `{ voice_settings: { cloning_strength: 9 } }`. */
  languageOptions?: Readonly<ProjectLanguageOptions>
}

interface Start {
  http: Http
  request: ProjectRequest
  options: CreateOptions
  marker: IdempotencyMarker
}

/**
 * Creates a project with its first language, and adds the others. The first failure stops the rest.
 */
export async function createProject(
  http: Http,
  request: ProjectRequest,
  options: CreateOptions,
): Promise<VendorSnapshot> {
  checkOpenRequest(request)
  const start: Start = { http, request, options, marker: createMarker(request.idempotencyKey) }
  const { project, languages } = await startProject(start)
  const id = asText(project['project_id']) ?? throwInvalidResponse('no `project_id`')
  try {
    const wanted = [...new Set(request.to)].filter((tag) => !languages.some((each) => hasTag(each, tag)))
    for (const tag of wanted) languages.push(await addLanguage(http, id, tag, request.languageOptions))
  } catch (error) {
    throw withCreatedIds(error, [id], start.marker)
  }
  reportUpload(options, request.source, http)
  const snapshot = toSnapshot({ project, languages }, http.clock.now())
  return { ...snapshot, source: { ...sourceOf(request.source, request.name), ...snapshot.source } }
}

/** Resolves with the project, and the languages that it already has. */
async function startProject(start: Start): Promise<{ project: JsonObject; languages: JsonObject[] }> {
  const { http, request, marker } = start
  const find = (): Promise<JsonObject | undefined> => findProject(http, marker.addTo(request.reference))
  const existing = marker.isFromCaller ? await find() : undefined
  if (existing)
    return { project: existing, languages: await languagesOf(http, asText(existing['project_id']) ?? '') }
  const first = firstLanguage(request)
  const project = await createOnce(http, () => sendProject(start, first), find)
  return { project, languages: first ? [{ target_language: first, status: 'queued' }] : [] }
}

/**
 * The language to send with the project: if the vendor does not know it, nothing has been paid yet.
 */
function firstLanguage({ to: [first], languageOptions }: ProjectRequest): string | undefined {
  return languageOptions ? undefined : first
}

async function sendProject(
  { http, request, options, marker }: Start,
  first: string | undefined,
): Promise<JsonObject> {
  const { source, from, name, reference } = request
  const fields = {
    ...request.options,
    source,
    fileName: name,
    reference: marker.addTo(reference),
    ...(from && { source_language: from }),
    ...(first && { target_language: first }),
  }
  return await http.attempt(formCall(PROJECTS, fields, http, options), readBody)
}

const MAX_PAGE_SIZE = 100

async function findProject(http: Http, reference: string): Promise<JsonObject | undefined> {
  const query = new URLSearchParams({ page_size: String(MAX_PAGE_SIZE) })
  const { projects } = await http.send({ path: PROJECTS, query }, readBody)
  return asObjects(projects).find((project) => asText(project['reference']) === reference)
}
