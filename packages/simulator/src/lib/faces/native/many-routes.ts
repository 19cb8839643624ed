import type { BulkResult } from 'video-translation-client'
import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { Refusal } from '../../refusal.ts'
import type { Fields } from '../../serving/body.ts'
import type { Handler } from '../../serving/call.ts'
import { matches } from './matches.ts'
import { invalid } from './problem.ts'
import { retryFailed } from './revise-routes.ts'

/** Whether it changed something. */
type Change = (job: SimulatedJob, backend: Backend) => boolean

const VERBS: Record<string, Change> = {
  cancel: (job, { jobs }) => jobs.cancel(job),
  retry: retryFailed,
  delete: ({ id }, { jobs }) => jobs.delete(id),
}

/** Creates the routes that change many translations. They do so in one answer, without a cursor. */
export function manyRoutes(backend: Backend): Readonly<Record<string, Handler>> {
  const routes = Object.entries(VERBS).map(([name, change]): [string, Handler] => [
    `POST /v1/translations/${name}`,
    async (call) => Response.json(changeAll(chosen(await call.json(), backend), change, backend)),
  ])
  return Object.fromEntries(routes)
}

function changeAll(jobs: readonly SimulatedJob[], change: Change, backend: Backend): BulkResult {
  const result: BulkResult = { changed: 0, unchanged: 0, failed: [] }
  for (const job of jobs) {
    try {
      if (change(job, backend)) result.changed++
      else result.unchanged++
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      result.failed.push({ id: job.id, code: error.code, message: error.message })
    }
  }
  return result
}

const MAX_IDS = 100

function chosen({ ids, filter }: Fields, { jobs }: Backend): SimulatedJob[] {
  if ((ids === undefined) === (filter === undefined)) throw invalid('', 'Give either `ids` or a `filter`.')
  if (filter !== undefined) {
    const query = queryOf(filter)
    return jobs.list().filter((job) => matches(jobs.view(job), query))
  }
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > MAX_IDS)
    throw invalid('/ids', `It must be a list of 1 to ${MAX_IDS} ids.`)
  return [...new Set(ids)].flatMap((id) => jobs.get(String(id)) ?? [])
}

/** A filter without members would select everything. */
function queryOf(filter: unknown): URLSearchParams {
  const pairs = Object.entries(filter ?? {}).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().map((each) => [name, String(each)]),
  )
  if (pairs.length === 0 || pairs.some(([, value]) => value === ''))
    throw invalid('/filter', 'It must have at least one member, and none that is empty.')
  return new URLSearchParams(pairs)
}
