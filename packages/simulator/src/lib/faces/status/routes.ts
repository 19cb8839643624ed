import { gather } from '../../serving/body.ts'
import type { RequestReader } from '../../serving/request-reader.ts'
import { Refusal } from '../../refusal.ts'
import { createImplicitJob, type RealClock } from './implicit-job.ts'
import type { StartRequest, StatusJob, StatusJobs } from './jobs.ts'

const MAX_ID_LENGTH = 200
/**
 * Names of an id's field, lower case and without separators: `jobid` stands for `job_id`, `jobId`.
 */
const ID_NAMES = ['jobid', 'taskid', 'translationid', 'id']

/** Names of the paths that start a job, in which servers of this kind differ most. */
const STARTS = ['start', 'start_job', 'translate', 'create_job', 'createJob', 'create', 'jobs', 'job']
/** Paths of one job by its id. */
const JOBS = ['/status/:id', '/job/:id', '/jobs/:id']

/** All paths of these contracts, for a server that mounts them. */
export const STATUS_PATHS: readonly string[] = [
  '/status',
  ...STARTS.map((name) => `/${name}`),
  ...JOBS,
  '/job/:id/cancel',
  '/jobs/:id/cancel',
]

/**
 * Creates the routes of all simple status contracts at once: the implicit job at `GET /status`, and
 * jobs with ids, which all paths start and show alike.
 *
 * @param restartAfterMs pause without a request, in the client's time, after which `GET /status`
 * starts a new job. Default: 60,000.
 */
export function createStatusRoutes<C extends RequestReader>(
  jobs: StatusJobs<C>,
  clock: RealClock,
  restartAfterMs?: number,
): Readonly<Record<string, (call: C) => Promise<Response>>> {
  const implicit = createImplicitJob(jobs, clock, restartAfterMs)
  return {
    'GET /status': async (call) => {
      const id = idIn(gather(call.url.searchParams))
      if (id !== undefined) return jobResponse(requireJob(id, await jobs.get(id, call)))
      return jobResponse(await (isHead(call) ? implicit.peek(call) : implicit.ask(call)))
    },
    ...routesTo('GET', JOBS, async (call) => {
      const { id = '' } = call.params
      return jobResponse(requireJob(id, await jobs.get(id, call)))
    }),
    ...routesTo(
      'POST',
      STARTS.map((name) => `/${name}`),
      async (call) => startResponse(await jobs.start(await readStart(call), call)),
    ),
    ...routesTo('POST', ['/job/:id/cancel', '/jobs/:id/cancel'], async (call) => {
      const { id = '' } = call.params
      return jobResponse(requireJob(id, await jobs.cancel(id, call)))
    }),
  }
}

function routesTo<H>(method: string, paths: readonly string[], handle: H): Record<string, H> {
  return Object.fromEntries(paths.map((path) => [`${method} ${path}`, handle]))
}

/** HEAD must start no job: monitors and link checkers send it. */
function isHead({ request }: RequestReader): boolean {
  return request.method === 'HEAD'
}

/** Writes an error as flat JSON, without `result` and `status`, which belong to jobs. */
export function refuseStatus({ status, code, message }: Refusal): Response {
  return Response.json({ error: code, error_message: message, message }, { status })
}

/**
 * Writes a job. The key `error` appears only with an error: old clients end as soon as they see it.
 */
function jobResponse({ id, result, message, from, to, progress }: StatusJob): Response {
  const text = message ?? 'The translation failed.'
  return Response.json({
    job_id: id,
    result,
    status: result,
    ...(from !== undefined && { source_language: from }),
    ...(to !== undefined && { target_language: to }),
    ...(progress !== undefined && { progress }),
    ...(result === 'error' && { error: text, error_message: text, message: text }),
  })
}

function startResponse({ id, result }: StatusJob): Response {
  return Response.json({ message: 'Job started', job_id: id, result, status: result })
}

function requireJob(id: string, job: StatusJob | undefined): StatusJob {
  if (!job) throw new Refusal(404, 'not_found', `There is no job ${id}.`)
  return job
}

/** Reads a start from the query, a form or JSON, since clients differ. */
async function readStart(call: RequestReader): Promise<StartRequest> {
  const fields = { ...gather(call.url.searchParams), ...(await call.fields()) }
  const id = idIn(fields)
  const from = textIn(fields, 'source_language')
  const to = textIn(fields, 'target_language')
  return { ...(id !== undefined && { id }), ...(from && { from }), ...(to && { to }), fields }
}

/** Reads the id. An id that is empty or no text is a mistake of the client, not a missing one. */
function idIn(fields: Readonly<Record<string, unknown>>): string | undefined {
  const ids = ID_NAMES.flatMap((name) =>
    Object.keys(fields).flatMap((field) => (plain(field) === name ? (textIn(fields, field) ?? []) : [])),
  )
  const id = ids.find((text) => text !== '')
  if (ids.length > 0 && id === undefined)
    throw new Refusal(400, 'missing_job_id', 'The job_id is empty. Give one, or leave it out.')
  if (id !== undefined && id.length > MAX_ID_LENGTH)
    throw new Refusal(400, 'bad_job_id', `A job_id has at most ${MAX_ID_LENGTH} characters.`)
  return id
}

function plain(field: string): string {
  return field.toLowerCase().replaceAll(/[_-]/g, '')
}

/** Reads a text, or a whole number as text. `null` counts as missing. */
function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name] ?? undefined
  if (value === undefined || typeof value === 'string') return value
  if (Number.isSafeInteger(value)) return String(value)
  throw new Refusal(400, 'bad_request', `The field ${name} must be one text or one whole number.`)
}
