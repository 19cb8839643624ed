import { Type } from 'typebox'
import type { SideTask } from '../../store/side-task-store.ts'
import { type Api, artifactLinks } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import { Problem } from '../problems/problem.ts'
import { waitFrom } from '../requests/prefer.ts'
import type { App } from '../requests/typed-app.ts'
import { Preview, PreviewBody } from '../schemas/preview-schemas.ts'
import { answers, IdParams, json } from '../schemas/schemas.ts'
import { askPreview, type WantedPreview } from '../side-tasks/ask-preview.ts'
import { awaitSideTask, hasEnded } from '../side-tasks/await-side-task.ts'
import { previewView } from '../side-tasks/clips.ts'

const PreferHeaders = Type.Object({ prefer: Type.Optional(Type.String({ examples: ['wait=10'] })) })

const ask = {
  operationId: 'previewLine',
  summary: 'Hear a line',
  description:
    'Speaks a text as a result would have it: with the voice of the target, and with `cue` fitted to the time of that ' +
    'cue. It is done before everything else, and changes nothing. With `Prefer: wait=N` (seconds, at most 60) the ' +
    'answer is held until it is spoken. The clip is kept for an hour.',
  tags: ['cues'],
  params: IdParams,
  headers: PreferHeaders,
  body: PreviewBody,
  response: answers(
    {
      201: json('It is spoken, or failed.', Preview, 'Location'),
      202: json('It is not spoken yet; ask at `Location`.', Preview, 'Location'),
    },
    404,
    413,
    422,
  ),
}

const read = {
  operationId: 'getPreview',
  summary: 'One preview',
  description: 'With `Prefer: wait=N` (seconds, at most 60) the answer is held until it is spoken.',
  tags: ['cues'],
  params: Type.Object({ ...IdParams.properties, preview: Type.String({ maxLength: 100 }) }),
  headers: PreferHeaders,
  response: answers({ 200: json('As it is.', Preview) }, 404),
}

export function previewRoutes(app: App, api: Api): void {
  const config = { rateLimit: { max: api.settings.limits.previewsPerMinute }, audit: false }
  app.post('/v1/translations/:id/previews', { schema: ask, config }, async (request, reply) => {
    const { id } = request.params
    const record = await findTranslation(id, request, api)
    const asked = await askPreview(record, request.body as WantedPreview & { text: string }, api)
    const waitMs = waitFrom(request.headers.prefer) * 1000
    const task = await awaitSideTask(asked, waitMs, { request, reply, api })
    return reply
      .code(hasEnded(task) ? 201 : 202)
      .header('location', `/v1/translations/${id}/previews/${task.id}`)
      .send(previewView(task, artifactLinks(request, api)))
  })
  app.get('/v1/translations/:id/previews/:preview', { schema: read }, async (request, reply) => {
    const { id, preview } = request.params
    await findTranslation(id, request, api)
    const found = await api.store.sideTasks.find(preview)
    if (!isPreviewOf(found, id)) throw noPreview(id, preview)
    const waitMs = waitFrom(request.headers.prefer) * 1000
    const task = await awaitSideTask(found, waitMs, { request, reply, api })
    reply.header('cache-control', 'no-store')
    return previewView(task, artifactLinks(request, api))
  })
}

function isPreviewOf(task: SideTask | undefined, id: string): task is SideTask {
  return task?.kind === 'preview' && task.translationId === id
}

function noPreview(id: string, preview: string): Problem {
  const detail = `The translation ${id} has no preview ${preview}. They are kept for an hour.`
  return new Problem(404, 'preview_not_found', detail)
}
