import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { Refusal } from '../../refusal.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { readJson } from './fields.ts'
import { detailsOf, findProject, projectStatus } from './project.ts'
import { checkSegments, findSegment, readSegment, readSegments, withMembers } from './segment-fields.ts'
import type { Segment } from './segment.ts'
import { ordered, syncTranslations, touchSource, viewSegment } from './transcript.ts'

const PATH = '/v1/dubbing/project/:project/transcript'

/** Creates the routes of the transcript of a project's source. */
export function createTranscriptRoutes(backend: Backend): Readonly<Record<string, Handler>> {
  const find = (call: Call): SimulatedJob =>
    requireReady(findProject(backend, call.params['project']), backend)
  return {
    [`GET ${PATH}`]: (call) => {
      const job = find(call)
      const { segments, revision } = detailsOf(job)
      const { language = null } = job.source
      return Response.json({ language, segments: ordered(segments).map(viewSegment), revision })
    },
    [`PATCH ${PATH}/segments`]: async (call) => {
      const job = find(call)
      const changes = readSegments(await readJson(call))
      const changed = changes.map(([id, fields]) => withMembers(findSegment(job, id), fields))
      replace(job, changed, backend)
      return Response.json({ segments: changed.map(viewSegment), revision: detailsOf(job).revision })
    },
    [`PATCH ${PATH}/segment/:segment`]: async (call) => {
      const job = find(call)
      const changed = withMembers(findSegment(job, call.params['segment']), await readJson(call))
      return replaceOne(job, changed, backend)
    },
    [`POST ${PATH}/segment`]: async (call) => {
      const job = find(call)
      return replaceOne(job, readSegment(backend.ids.uuid('segment'), await readJson(call)), backend)
    },
    [`DELETE ${PATH}/segment/:segment`]: (call) => {
      const job = find(call)
      const { id } = findSegment(job, call.params['segment'])
      const details = detailsOf(job)
      details.segments = details.segments.filter((segment) => segment.id !== id)
      touchSource(job, [id])
      backend.jobs.noteChange(job)
      return Response.json({ revision: details.revision })
    },
  }
}

/** @throws Refusal 409 before the source is transcribed */
export function requireReady(job: SimulatedJob, { jobs }: Backend): SimulatedJob {
  const view = jobs.view(job)
  if (projectStatus(view) !== 'ready')
    throw new Refusal(409, 'project_not_ready', `The project ${job.id} is not ready.`)
  syncTranslations(view)
  return job
}

function replaceOne(job: SimulatedJob, segment: Segment, backend: Backend): Response {
  replace(job, [segment], backend)
  return Response.json({ segment: viewSegment(segment), revision: detailsOf(job).revision })
}

/** Number of segments that a transcript may have, of the SDK. */
const MAX_SEGMENTS = 20_000

function replace(job: SimulatedJob, changed: readonly Segment[], { jobs }: Backend): void {
  const details = detailsOf(job)
  const next = new Map(details.segments.map((segment) => [segment.id, segment]))
  for (const segment of changed) next.set(segment.id, segment)
  const segments = [...next.values()].slice(0, MAX_SEGMENTS)
  checkSegments(job, segments)
  details.segments = segments
  touchSource(
    job,
    changed.map(({ id }) => id),
  )
  jobs.noteChange(job)
}
