import type { Http } from '../../http/http.ts'
import type { TargetStatus, TranslationStatus } from '../../translation.ts'
import { bodiesIn, type Body, lacks, textIn } from '../answers.ts'
import { meaningOf } from '../meaning.ts'
import { aggregateStatus } from '../aggregate-status.ts'
import { type Filter, matches, type Page } from '../list-filter.ts'
import type { Sighting } from '../sighting.ts'
import { isWord, readBody } from './answers.ts'
import { languagesOf, PROJECTS } from './project-look.ts'
import { projectSighting } from './project-sighting.ts'
import { PROJECT_WORDS } from './words.ts'

const MOST_A_PAGE = 100

/** One page of projects, newest first. The list tells nothing of languages, so each project that is ready is asked for them. */
export async function listProjects(http: Http, filter: Filter): Promise<Page> {
  const { cursor, limit, status } = filter
  const query = new URLSearchParams()
  if (cursor) query.set('cursor', cursor)
  if (limit) query.set('page_size', String(Math.min(limit, MOST_A_PAGE)))
  const { projects, next_cursor: next } = await http.send({ path: PROJECTS, query }, readBody)
  if (!Array.isArray(projects)) lacks('a list of dubbing projects')
  const known = bodiesIn(projects).filter((each) => textIn(each['project_id']) && textIn(each['status']))
  const items = await Promise.all(known.map((project) => itemOf(http, project)))
  const nextCursor = textIn(next)
  return {
    items: items.filter(
      (item) =>
        matches(item, filter, 'elevenlabs-projects') && (!status || status.includes(statusOf(item, http))),
    ),
    // A cursor that leads nowhere else would lead round in a circle.
    nextCursor: nextCursor === cursor ? undefined : nextCursor,
  }
}

async function itemOf(http: Http, project: Body): Promise<Sighting> {
  const isReady = isWord(textIn(project['status']) ?? '', 'ready')
  const languages = isReady ? await languagesOf(http, textIn(project['project_id']) ?? '') : []
  return projectSighting({ project, languages }, http.clock.now())
}

function statusOf({ id, word, status, targets = [] }: Sighting, { log }: Http): TranslationStatus {
  const meaning = (each: string | number): TranslationStatus => meaningOf(PROJECT_WORDS, each, id, log).status
  if (word !== undefined) return status ?? meaning(word)
  return aggregateStatus(targets.map((target) => target.status ?? (meaning(target.word) as TargetStatus)))
}
