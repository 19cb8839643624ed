import type { Call, Handler } from '../../serving/call.ts'
import { cutPage } from '../../serving/page.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { createDubFileRoutes } from './dub-files.ts'
import { viewDub } from './dub-view.ts'
import { readForm, refuseTooMany, readSource, readText, wrongField } from './fields.ts'

/** Kind of a job that is a dub at ElevenLabs. */
export const DUB = 'dub'

const MAX_PAGE_SIZE = 200
const DEFAULT_PAGE_SIZE = 100

/** Creates the routes of `/v1/dubbing`. Each dub is one job with one language. */
export function createDubRoutes(backend: Backend): Readonly<Record<string, Handler>> {
  const find = (call: Call): SimulatedJob => findDub(backend, call)
  return {
    'POST /v1/dubbing': (call) => create(call, backend),
    'GET /v1/dubbing': (call) => Response.json(list(call, backend)),
    'GET /v1/dubbing/:id': (call) => Response.json(viewDub(call.countRequest(find(call)))),
    'DELETE /v1/dubbing/:id': (call) => {
      backend.jobs.delete(find(call).id)
      return Response.json({ status: 'ok' })
    },
    ...createDubFileRoutes(backend, find),
  }
}

async function create(call: Call, backend: Backend): Promise<Response> {
  const fields = await readForm(call)
  const { mediaType, ...source } = readSource(fields)
  const language = readText(fields, 'target_lang')
  if (!language) throw new Refusal(400, 'empty_target_language', 'Target language must be set.')
  refuseTooMany(backend)
  const from = readText(fields, 'source_lang')
  const job = backend.jobs.create({
    id: backend.ids.text(DUB, 20),
    targets: [language],
    source: { ...source, ...(from && from !== 'auto' && { language: from }) },
    scenario: call.scenario(source.url),
    origin: call.origin,
    details: { kind: DUB, name: readText(fields, 'name') ?? source.name ?? '', mediaType },
  })
  const { expectedSeconds = 0 } = backend.jobs.view(job)
  return Response.json({ dubbing_id: job.id, expected_duration_sec: expectedSeconds })
}

function findDub({ jobs }: Backend, { params: { id = '' } }: Call): SimulatedJob {
  const job = jobs.get(id)
  if (job?.details['kind'] === DUB) return job
  throw new Refusal(404, 'dubbing_not_found', `There is no dubbing ${id}.`)
}

type DubView = ReturnType<typeof viewDub>

function list({ url: { searchParams: query } }: Call, { jobs }: Backend): Record<string, unknown> {
  const all = jobs
    .list()
    .filter(({ details }) => details['kind'] === DUB)
    .map((job) => viewDub(jobs.view(job)))
    .filter((dub) => matches(dub, query))
  const limit = readPageSize(query)
  const { items, next } = cutPage(ordered(all, query), (dub) => dub.dubbing_id, {
    limit,
    cursor: query.get('cursor'),
  })
  return { dubs: items, next_cursor: next ?? null, has_more: next !== undefined }
}

function matches({ status, target_languages }: DubView, query: URLSearchParams): boolean {
  const statuses = [...query.getAll('dubbing_status'), ...query.getAll('dubbing_statuses')]
  const languages = query.getAll('target_language_codes')
  return (
    (statuses.length === 0 || statuses.includes(status)) &&
    (languages.length === 0 || target_languages.some((language) => languages.includes(language)))
  )
}

/** Sorts dubs as the query says. Default: the newest first. */
function ordered(all: readonly DubView[], query: URLSearchParams): DubView[] {
  const byName = (one: DubView, other: DubView): number => (one.name < other.name ? -1 : 1)
  const ascending = query.get('order_by') === 'name' ? all.toSorted(byName) : all
  return query.get('order_direction') === 'ASCENDING' ? [...ascending] : ascending.toReversed()
}

function readPageSize(query: URLSearchParams): number {
  const size = Number(query.get('page_size') ?? DEFAULT_PAGE_SIZE)
  if (Number.isSafeInteger(size) && size >= 1 && size <= MAX_PAGE_SIZE) return size
  throw wrongField('query', 'page_size', `Give a number from 1 to ${MAX_PAGE_SIZE}`, 'value_error')
}
