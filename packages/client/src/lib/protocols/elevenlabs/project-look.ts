import type { Http } from '../../http/http.ts'
import type { Known } from '../../protocol.ts'
import { bodiesIn, type Body, lacks, textIn } from '../answers.ts'
import { isWord, readBody } from './answers.ts'

/** A project and its languages: `DubbingProjectResponse` and `DubbingLanguageResponse` of the SDK. */
export interface FoundProject {
  project: Body
  languages: readonly Body[]
}

export const PROJECTS = '/v1/dubbing/project'

export function projectPath(id: string, rest = ''): string {
  return `${PROJECTS}/${encodeURIComponent(id)}${rest}`
}

/**
 * A project tells nothing of its languages but their ids, and they not whether it failed: two requests. One is enough until the
 * source is prepared, since no known language begins before.
 */
export async function lookAtProject(http: Http, { id, latest }: Known): Promise<FoundProject> {
  const project = await http.send({ path: projectPath(id) }, readBody)
  const status = textIn(project['project_id']) && textIn(project['status'])
  if (!status) lacks('a dubbing project: it lacks a project_id or a status')
  const waiting = (latest?.targets ?? []).filter(({ rawStatus = '' }) => isWord(rawStatus, 'queued'))
  const isEarly = isWord(status, 'queued', 'preparing') && waiting.length > 0
  if (!isEarly || waiting.length < (latest?.targets.length ?? 0))
    return { project, languages: await languagesOf(http, id) }
  return {
    project,
    languages: waiting.map(({ language }) => ({ target_language: language, status: 'queued' })),
  }
}

const MOST_A_PAGE = 100
/** The vendor knows about a hundred languages. */
const MOST_PAGES = 5

/** Every language of a project, page after page. */
export async function languagesOf(http: Http, id: string): Promise<Body[]> {
  const all: Body[] = []
  const query = new URLSearchParams({ page_size: String(MOST_A_PAGE) })
  for (let page = 0; page < MOST_PAGES; page++) {
    const { languages, next_cursor: next } = await http.send(
      { path: projectPath(id, '/language'), query },
      readBody,
    )
    if (!Array.isArray(languages)) lacks('a list of languages')
    all.push(...bodiesIn(languages))
    const cursor = textIn(next)
    if (!cursor) break
    query.set('cursor', cursor)
  }
  return all
}
