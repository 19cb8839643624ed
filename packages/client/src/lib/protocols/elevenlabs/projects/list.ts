import type { Http } from '../../../http/http.ts'
import type { TargetStatus, TranslationStatus } from '../../../translation.ts'
import { asObjects, asText, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import { mapStatus } from '../../status-map.ts'
import { aggregateStatus } from '../../aggregate-status.ts'
import { type ListFilter, matchesFilter, type SnapshotPage } from '../../list-filter.ts'
import type { VendorSnapshot } from '../../snapshot.ts'
import { isOneOf, readBody } from '../api.ts'
import { languagesOf, PROJECTS } from './get-status.ts'
import { toSnapshot } from './snapshot.ts'
import { PROJECT_WORDS } from '../words.ts'

const MAX_PAGE_SIZE = 100

/** One page of projects, newest first. A request for each prepared project adds its languages. */
export async function listProjects(http: Http, filter: ListFilter): Promise<SnapshotPage> {
  const { cursor, limit, status } = filter
  const query = new URLSearchParams()
  if (cursor) query.set('cursor', cursor)
  if (limit) query.set('page_size', String(Math.min(limit, MAX_PAGE_SIZE)))
  const { projects, next_cursor: next } = await http.send({ path: PROJECTS, query }, readBody)
  if (!Array.isArray(projects)) throwInvalidResponse('no list in `projects`')
  const known = asObjects(projects).filter((each) => asText(each['project_id']) && asText(each['status']))
  const items = await Promise.all(known.map((project) => itemOf(http, project)))
  const nextCursor = asText(next)
  return {
    items: items.filter(
      (item) =>
        matchesFilter(item, filter, 'elevenlabs-projects') &&
        (!status || status.includes(statusOf(item, http))),
    ),
    // A cursor to the same page would never end.
    nextCursor: nextCursor === cursor ? undefined : nextCursor,
  }
}

async function itemOf(http: Http, project: JsonObject): Promise<VendorSnapshot> {
  const isReady = isOneOf(asText(project['status']) ?? '', 'ready')
  const languages = isReady ? await languagesOf(http, asText(project['project_id']) ?? '') : []
  return toSnapshot({ project, languages }, http.clock.now())
}

function statusOf({ id, rawStatus, status, targets = [] }: VendorSnapshot, { log }: Http): TranslationStatus {
  const statusFor = (each: string | number): TranslationStatus =>
    mapStatus(PROJECT_WORDS, each, id, log).status
  if (rawStatus !== undefined) return status ?? statusFor(rawStatus)
  return aggregateStatus(
    targets.map((target) => target.status ?? (statusFor(target.rawStatus) as TargetStatus)),
  )
}
