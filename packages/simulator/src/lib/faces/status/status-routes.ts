import type { Asked } from '../../serving/asked.ts'
import { Refusal } from '../../serving/refusal.ts'
import { createImplicitJob, type RealClock } from './implicit-job.ts'
import type { StartRequest, StatusJob, StatusJobs } from './status-jobs.ts'

const LONGEST_ID = 200
/** Names under which the id of a job comes. */
const ID_FIELDS = ['job_id', 'jobId', 'id']

/**
 * The contracts of simple status servers, all at once: one implicit job at `GET /status`; jobs by a caller's id (`/start`,
 * `/translate`) and by an id that is made (`/create_job`); asked for at `/status?job_id=`, `/status/ID` and `/job/ID`.
 */
export function createStatusRoutes<C extends Asked>(
  jobs: StatusJobs<C>,
  clock: RealClock,
): Readonly<Record<string, (call: C) => Promise<Response>>> {
  const implicit = createImplicitJob(jobs, clock)
  return {
    'GET /status': async (call) => {
      const id = idIn(Object.fromEntries(call.url.searchParams))
      return tell(id === undefined ? await implicit(call) : known(id, await jobs.get(id, call)))
    },
    'GET /status/:id': status,
    'GET /job/:id': status,
    'POST /start': async (call) => {
      const request = await readStart(call)
      if (request.id === undefined) throw new Refusal(400, 'missing_job_id', 'The body must name a job_id.')
      return started(await jobs.start(request, call))
    },
    'POST /translate': async (call) => started(await jobs.start(await readStart(call), call)),
    'POST /create_job': async (call) => started(await jobs.start(await readStart(call), call)),
    'POST /job/:id/cancel': async (call) => {
      const { id = '' } = call.params
      return tell(known(id, await jobs.cancel(id, call)))
    },
  }

  async function status(call: C): Promise<Response> {
    const { id = '' } = call.params
    return tell(known(id, await jobs.get(id, call)))
  }
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
async function readStart(call: Asked): Promise<StartRequest> {
  const fields = { ...Object.fromEntries(call.url.searchParams), ...(await call.fields()) }
  const id = idIn(fields)
  const from = textIn(fields, 'source_language')
  const to = textIn(fields, 'target_language')
  return { ...(id !== undefined && { id }), ...(from && { from }), ...(to && { to }), fields }
}

function idIn(fields: Readonly<Record<string, unknown>>): string | undefined {
  const id = ID_FIELDS.map((name) => textIn(fields, name)).find((text) => text)
  if (id && id.length > LONGEST_ID)
    throw new Refusal(400, 'bad_job_id', `A job_id has at most ${LONGEST_ID} characters.`)
  return id
}

function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
