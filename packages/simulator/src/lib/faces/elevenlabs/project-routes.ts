import type { Fields } from '../../serving/body.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { cutPage } from '../../serving/page.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { readForm, readList, refuseTooMany, readSource, readText, wrongField } from './fields.ts'
import { pageOf } from './paging.ts'
import { addLanguage, detailsOf, findProject, PREPARATION, PROJECT, type ProjectDetails } from './project.ts'
import { sendProjectEvents } from './project-events.ts'
import { viewProject } from './project-view.ts'
import { createSegments } from './transcript.ts'
import type { WorkspaceWebhooks } from './workspace-webhooks.ts'

const MAX_REFERENCE_LENGTH = 500
const MAX_WEBHOOKS = 3

/** Creates the routes of `/v1/dubbing/project`. A project and all its languages are one job. */
export function createProjectRoutes(
  backend: Backend,
  webhooks: WorkspaceWebhooks,
): Readonly<Record<string, Handler>> {
  const find = ({ params }: Call): SimulatedJob => findProject(backend, params['project'])
  return {
    'POST /v1/dubbing/project': async (call) => {
      const job = await create(call, backend, webhooks)
      sendProjectEvents(job, backend, webhooks)
      // The vendor answers before the work begins, so the answer always says `queued`.
      return Response.json({ ...viewProject(backend.jobs.view(job)), status: 'queued' }, { status: 201 })
    },
    'GET /v1/dubbing/project': (call) => Response.json(list(call, backend)),
    'GET /v1/dubbing/project/:project': (call) => Response.json(viewProject(call.countRequest(find(call)))),
    'DELETE /v1/dubbing/project/:project': (call) => {
      backend.jobs.delete(find(call).id)
      return new Response(null, { status: 204 })
    },
  }
}

async function create(call: Call, backend: Backend, webhooks: WorkspaceWebhooks): Promise<SimulatedJob> {
  const fields = await readForm(call)
  const { mediaType, ...source } = readSource(fields)
  const webhookIds = readWebhookIds(fields, webhooks)
  const reference = readReference(fields)
  refuseTooMany(backend)
  const language = readText(fields, 'target_language')
  const from = readText(fields, 'source_language')
  const details: ProjectDetails = {
    kind: PROJECT,
    mediaType,
    modelId: readText(fields, 'model_id') ?? 'dubbing_v2',
    webhookIds,
    languages: [],
    segments: createSegments(backend),
    revision: 0,
  }
  const job = backend.jobs.create({
    id: `proj_${backend.ids.text(PROJECT, 28).toLowerCase()}`,
    targets: [language ?? PREPARATION],
    source: { ...source, ...(from && { language: from }) },
    scenario: call.scenario(source.url),
    origin: call.origin,
    reference,
    details: { ...details },
  })
  if (language) addLanguage(backend, job, language, null)
  return job
}

function readReference(fields: Fields): string | undefined {
  const reference = readText(fields, 'reference')
  if (reference === undefined || reference.length <= MAX_REFERENCE_LENGTH) return reference
  const message = `String should have at most ${MAX_REFERENCE_LENGTH} characters`
  throw wrongField('body', 'reference', message, 'string_too_long')
}

function readWebhookIds(fields: Fields, webhooks: WorkspaceWebhooks): string[] {
  const ids = readList(fields, 'webhook_ids')
  if (ids.length > MAX_WEBHOOKS)
    throw wrongField('body', 'webhook_ids', `At most ${MAX_WEBHOOKS} webhooks`, 'too_long')
  const unknown = ids.find((id) => !webhooks.get(id))
  if (unknown === undefined) return ids
  throw wrongField('body', 'webhook_ids', `The workspace has no webhook ${unknown}`, 'value_error')
}

function list({ url: { searchParams: query } }: Call, { jobs }: Backend): Record<string, unknown> {
  const status = query.get('status')
  const ascending = jobs
    .list()
    .filter((job) => detailsOf(job).kind === PROJECT)
    .map((job) => viewProject(jobs.view(job), true))
    .filter((project) => status === null || project.status === status)
  const all = query.get('sort_direction') === 'ASCENDING' ? ascending : ascending.toReversed()
  const { items, next } = cutPage(all, (project) => project.project_id, pageOf(query))
  return { projects: items, next_cursor: next ?? null }
}
