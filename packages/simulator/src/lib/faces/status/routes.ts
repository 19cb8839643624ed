import type { RequestReader } from '../../serving/request-reader.ts'
import { Refusal } from '../../refusal.ts'
import { createImplicitJob, type RealClock } from './implicit-job.ts'
import type { StartRequest, StatusJob, StatusJobs } from './jobs.ts'

const LONGEST_ID = 200
/** Names under which the id of a job comes. */
const ID_FIELDS = ['job_id', 'jobId', 'id']

/** Requests that start a job. Servers of this kind differ in nothing more than in this path. */
const STARTS = ['start', 'start_job', 'translate', 'create_job', 'createJob', 'create', 'jobs', 'job']
/** Requests about a job by its id. */
const JOBS = ['/status/:id', '/job/:id', '/jobs/:id']

/** Every path of these contracts, for whoever mounts them elsewhere. */
export const STATUS_PATHS: readonly string[] = [
  '/status',
  ...STARTS.map((name) => `/${name}`),
  ...JOBS,
  '/job/:id/cancel',
  '/jobs/:id/cancel',
]

/**
 * The contracts of simple status servers, all at once: one implicit job at `GET /status`; jobs by a caller's id or by one that is
 * made, whichever path starts them; asked for at `/status?job_id=`, `/status/ID`, `/job/ID` and `/jobs/ID`.
 *
 * @param restartAfterMs for how long nobody has to ask before `GET /status` starts a new job. Default: a minute.
 */
export function createStatusRoutes<C extends RequestReader>(
  jobs: StatusJobs<C>,
  clock: RealClock,
  restartAfterMs?: number,
): Readonly<Record<string, (call: C) => Promise<Response>>> {
  const implicit = createImplicitJob(jobs, clock, restartAfterMs)
  return {
    'GET /status': async (call) => {
      const id = idIn(Object.fromEntries(call.url.searchParams))
      if (id !== undefined) return tell(known(id, await jobs.get(id, call)))
      return tell(await (isHead(call) ? implicit.peek(call) : implicit.ask(call)))
    },
    ...routesTo('GET', JOBS, async (call) => {
      const { id = '' } = call.params
      return tell(known(id, await jobs.get(id, call)))
    }),
    ...routesTo(
      'POST',
      STARTS.map((name) => `/${name}`),
      async (call) => started(await jobs.start(await readStart(call), call)),
    ),
    ...routesTo('POST', ['/job/:id/cancel', '/jobs/:id/cancel'], async (call) => {
      const { id = '' } = call.params
      return tell(known(id, await jobs.cancel(id, call)))
    }),
  }
}

function routesTo<H>(method: string, paths: readonly string[], handle: H): Record<string, H> {
  return Object.fromEntries(paths.map((path) => [`${method} ${path}`, handle]))
}

/** HEAD is answered as GET is, but it starts nothing: monitors and link checkers send it. */
function isHead({ request }: RequestReader): boolean {
  return request.method === 'HEAD'
}

/** Errors of this surface: JSON, flat, and without the words that tell how a job stands. */
export function refuseStatus({ status, code, message }: Refusal): Response {
  return Response.json({ error: code, error_message: message, message }, { status })
}

/** No key `error` before there is one: old clients end as soon as they see the key. */
function tell({ id, result, message, from, to, progress }: StatusJob): Response {
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

function started({ id, result }: StatusJob): Response {
  return Response.json({ message: 'Job started', job_id: id, result, status: result })
}

function known(id: string, job: StatusJob | undefined): StatusJob {
  if (!job) throw new Refusal(404, 'not_found', `There is no job ${id}.`)
  return job
}

/** Some clients send JSON, some a form, some put everything into the address. */
async function readStart(call: RequestReader): Promise<StartRequest> {
  const fields = { ...Object.fromEntries(call.url.searchParams), ...(await call.fields()) }
  const id = idIn(fields)
  const from = textIn(fields, 'source_language')
  const to = textIn(fields, 'target_language')
  return { ...(id !== undefined && { id }), ...(from && { from }), ...(to && { to }), fields }
}

/** An id that is there and empty is a mistake of the client: it must not be taken for none. */
function idIn(fields: Readonly<Record<string, unknown>>): string | undefined {
  const ids = ID_FIELDS.flatMap((name) => textIn(fields, name) ?? [])
  const id = ids.find((text) => text !== '')
  if (ids.length > 0 && id === undefined)
    throw new Refusal(400, 'missing_job_id', 'The job_id is empty. Give one, or leave it out.')
  if (id !== undefined && id.length > LONGEST_ID)
    throw new Refusal(400, 'bad_job_id', `A job_id has at most ${LONGEST_ID} characters.`)
  return id
}

function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
