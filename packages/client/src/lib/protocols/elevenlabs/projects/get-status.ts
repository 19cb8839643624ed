import type { Http } from '../../../http/http.ts'
import type { TranslationRef } from '../../../protocol.ts'
import { asObjects, asText, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import { isOneOf, readBody } from '../api.ts'

/**
 * A project and its languages: `DubbingProjectResponse` and `DubbingLanguageResponse` of the SDK.
 */
export interface DubbingProject {
  project: JsonObject
  languages: readonly JsonObject[]
}

export const PROJECTS = '/v1/dubbing/project'

export function projectPath(id: string, rest = ''): string {
  return `${PROJECTS}/${encodeURIComponent(id)}${rest}`
}

/**
 * Gets the project, which says whether it failed, and its languages, which say whether they are
 * done. While the source is being prepared no known language can start, so the project alone is
 * enough.
 */
export async function getStatus(http: Http, { id, latest }: TranslationRef): Promise<DubbingProject> {
  const project = await http.send({ path: projectPath(id) }, readBody)
  const status = asText(project['project_id']) && asText(project['status'])
  if (!status) throwInvalidResponse('no `project_id` or no `status`')
  const waiting = (latest?.targets ?? []).filter(({ rawStatus = '' }) => isOneOf(rawStatus, 'queued'))
  const isEarly = isOneOf(status, 'queued', 'preparing') && waiting.length > 0
  if (!isEarly || waiting.length < (latest?.targets.length ?? 0))
    return { project, languages: await languagesOf(http, id) }
  return {
    project,
    languages: waiting.map(({ language }) => ({ target_language: language, status: 'queued' })),
  }
}

const MAX_PAGE_SIZE = 100
/** Bounds the loop. The vendor knows about a hundred languages, so one page is usual. */
const MAX_PAGES = 5

/** Gets every language of a project, page by page. */
export async function languagesOf(http: Http, id: string): Promise<JsonObject[]> {
  const all: JsonObject[] = []
  const query = new URLSearchParams({ page_size: String(MAX_PAGE_SIZE) })
  for (let page = 0; page < MAX_PAGES; page++) {
    const { languages, next_cursor: next } = await http.send(
      { path: projectPath(id, '/language'), query },
      readBody,
    )
    if (!Array.isArray(languages)) throwInvalidResponse('no list in `languages`')
    all.push(...asObjects(languages))
    const cursor = asText(next)
    if (!cursor) break
    query.set('cursor', cursor)
  }
  return all
}
