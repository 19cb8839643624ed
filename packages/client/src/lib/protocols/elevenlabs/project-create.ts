import type { CreateOptions } from '../../create-options.ts'
import type { Http } from '../../http/http.ts'
import { bodiesIn, type Body, lacks, textIn } from '../answers.ts'
import { createOnce } from '../create-once.ts'
import type { Sighting } from '../sighting.ts'
import { readBody } from './answers.ts'
import { checkRequest, type ElevenLabsSource, formCall, reportUpload } from './form.ts'
import { createMark, halfway, type Mark } from './mark.ts'
import { languagesOf, projectPath, PROJECTS } from './project-look.ts'
import { projectSighting } from './project-sighting.ts'
import { sourceOf } from './source.ts'

/** What to dub in a project, and into what. */
export interface ProjectRequest {
  /** A URL that ElevenLabs can reach, or what is to be uploaded: at most 3 GiB. */
  source: ElevenLabsSource
  /** Language spoken in the source, a BCP 47 tag. Default: the vendor finds out. */
  from?: string
  /** Languages wanted, BCP 47 tags; each is paid. */
  to: readonly string[]
  /** File name of an uploaded source. Default: the File's. */
  name?: string
  /** Your own id for it, at most about 400 characters; a mark is added to what the vendor keeps, by which a lost start is found. */
  reference?: string
  /**
   * Two creates with the same key make one project, as long as it is among the newest 100: the vendor has no such keys, so it is
   * looked for. Default: a random one, so that a repeated request is safe. 1 to 100 letters, digits, ".", ":", "_" or "-".
   */
  idempotencyKey?: string
  /** Fields of the vendor's form beyond that, in its own words, e.g. `{ webhook_ids: ['…'], model_id: 'dubbing_v1' }`. */
  options?: Readonly<Record<string, unknown>>
  /** Fields of each language beyond its tag, e.g. `{ voice_settings: { cloning_strength: 9 } }`. */
  languageOptions?: Readonly<Record<string, unknown>>
}

interface Start {
  http: Http
  request: ProjectRequest
  options: CreateOptions
  mark: Mark
}

/** Creates a project with its first language, and adds the others. A language that is refused stops the rest. */
export async function createProject(
  http: Http,
  request: ProjectRequest,
  options: CreateOptions,
): Promise<Sighting> {
  checkRequest(request)
  const start: Start = { http, request, options, mark: createMark(request.idempotencyKey) }
  const { project, languages } = await startProject(start)
  const id = textIn(project['project_id']) ?? lacks('a dubbing project: it has no project_id')
  try {
    const wanted = [...new Set(request.to)].filter((tag) => !languages.some((each) => isOf(each, tag)))
    for (const tag of wanted) languages.push(await addLanguage(start, id, tag))
  } catch (error) {
    throw halfway(error, [id], start.mark)
  }
  reportUpload(options, request.source, http)
  const sighting = projectSighting({ project, languages }, http.clock.now())
  return { ...sighting, source: { ...sourceOf(request.source, request.name), ...sighting.source } }
}

/** The project, and the languages that it has already. */
async function startProject(start: Start): Promise<{ project: Body; languages: Body[] }> {
  const { http, request, mark } = start
  const find = (): Promise<Body | undefined> => findProject(http, mark.on(request.reference))
  const before = mark.isOld ? await find() : undefined
  if (before)
    return { project: before, languages: await languagesOf(http, textIn(before['project_id']) ?? '') }
  const first = firstLanguage(request)
  const project = await createOnce(http, () => sendProject(start, first), find)
  return { project, languages: first ? [{ target_language: first, status: 'queued' }] : [] }
}

/** With the project, so that a language that the vendor does not know is refused before anything is paid. */
function firstLanguage({ to: [first], languageOptions }: ProjectRequest): string | undefined {
  return languageOptions ? undefined : first
}

async function sendProject(
  { http, request, options, mark }: Start,
  first: string | undefined,
): Promise<Body> {
  const { source, from, name, reference } = request
  const fields = {
    ...request.options,
    source,
    fileName: name,
    reference: mark.on(reference),
    ...(from && { source_language: from }),
    ...(first && { target_language: first }),
  }
  return await http.attempt(formCall(PROJECTS, fields, http, options), readBody)
}

const MOST_A_PAGE = 100

async function findProject(http: Http, reference: string): Promise<Body | undefined> {
  const query = new URLSearchParams({ page_size: String(MOST_A_PAGE) })
  const { projects } = await http.send({ path: PROJECTS, query }, readBody)
  return bodiesIn(projects).find((project) => textIn(project['reference']) === reference)
}

async function addLanguage({ http, request }: Start, id: string, tag: string): Promise<Body> {
  const call = {
    method: 'POST',
    path: projectPath(id, '/language'),
    json: { target_language: tag, ...request.languageOptions },
  }
  const find = async (): Promise<Body | undefined> =>
    (await languagesOf(http, id)).find((language) => isOf(language, tag))
  return await createOnce(http, () => http.attempt(call, readBody), find)
}

function isOf(language: Body, tag: string): boolean {
  return textIn(language['target_language'])?.toLowerCase() === tag.toLowerCase()
}
