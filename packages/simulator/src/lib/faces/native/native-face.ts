import { TRANSLATION_STATUSES } from 'video-translation-client'
import type { Face } from '../../serving/face.ts'
import type { Call } from '../../serving/call.ts'
import { cutPage } from '../../serving/page.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'
import { createTranslation, estimateTranslation, validateTranslation } from './create.ts'
import { cueRoutes } from './cue-routes.ts'
import { historyOf } from './events.ts'
import { holdFor } from './hold.ts'
import { manyRoutes } from './many-routes.ts'
import { ENGINE_NAME, matches } from './matches.ts'
import { requireSource, SOURCE_FILE } from './playback.ts'
import { previewRoutes } from './preview-routes.ts'
import { refuseNative } from './problem.ts'
import { reviseRoutes } from './revise-routes.ts'
import { readStats } from './stats.ts'
import { openStream } from './stream.ts'
import { uploadRoutes } from './uploads.ts'
import { artifactNames, translationOf, translationResponse } from './view.ts'

const MAX_IDS = 100
const PAGE_LIMIT = 50

/** Plays this project's own API, which `video-translation serve` serves. */
export const NATIVE_FACE: Face = {
  name: 'native',
  description: 'The API of video-translation serve: /v1/translations and /v1/uploads.',
  routes(backend) {
    const { jobs } = backend
    const find = ({ params: { id = '' } }: Call) => requireJob(jobs.get(id), id)
    return {
      ...uploadRoutes(backend.uploads),
      ...cueRoutes(backend, find),
      ...reviseRoutes(backend, find),
      ...previewRoutes(backend, find),
      'POST /v1/translations': (call) => createTranslation(call, backend),
      'POST /v1/translations/validate': (call) => validateTranslation(call, backend),
      'POST /v1/estimates': (call) => estimateTranslation(call, backend),
      'GET /v1/translations': (call) => {
        const ids = call.url.searchParams.getAll('id')
        return ids.length > 0 ? listByIds(ids, call, backend) : listPage(call, backend)
      },
      'GET /v1/translations/counts': (call) => countJobs(call, backend),
      'GET /v1/stats': (call) => readStats(call, backend),
      ...manyRoutes(backend),
      'POST /v1/translations/stream': (call) => openStream(call, backend),
      'GET /v1/translations/:id': async (call) => {
        const job = find(call)
        await holdFor(call, job, backend)
        return answerWith(call, call.countRequest(find(call)), backend)
      },
      'GET /v1/translations/:id/events': (call) => Response.json({ items: historyOf(jobs.view(find(call))) }),
      'GET /v1/translations/:id/artifacts/:name': (call) => {
        const view = jobs.view(find(call))
        const { name = '' } = call.params
        if (artifactNames(view).includes(name))
          return backend.files.serve(view.job, name, call.header('range'))
        throw new Refusal(
          404,
          'artifact_not_found',
          `The translation ${view.job.id} has no artifact \`${name}\`.`,
        )
      },
      'GET /v1/translations/:id/source': (call) => {
        const { job } = requireSource(jobs.view(find(call)))
        return backend.files.serve(job, SOURCE_FILE, call.header('range'))
      },
      'POST /v1/translations/:id/cancel': (call) => {
        const job = find(call)
        jobs.cancel(job)
        return translationResponse(jobs.view(job), backend)
      },
      'DELETE /v1/translations/:id': ({ params }) => {
        jobs.delete(params['id'] ?? '')
        return new Response(null, { status: 204 })
      },
      'GET /v1/engines': () => Response.json({ items: [ENGINE] }),
      'GET /healthz': () => Response.json({ status: 'ok' }),
    }
  },
  admit({ header }, { settings }) {
    const [, key = ''] = /^bearer (.+)$/i.exec(header('authorization') ?? '') ?? []
    if (settings.apiKeys && !settings.apiKeys.includes(key))
      throw new Refusal(401, 'unauthorized', 'Send a key of this server as `Authorization: Bearer ...`.')
  },
  refuse: refuseNative,
  examples: [
    `curl {origin}/v1/translations -H 'content-type: application/json' -d '{"source":{"url":"https://example.com/talk.mp4"},"to":["es"]}'`,
    'video-translation list --server {origin}',
  ],
}

const ENGINE = {
  name: ENGINE_NAME,
  description: 'Plays a scenario and translates nothing.',
  ready: true,
  problems: [],
  languages: [{ from: '*', to: ['*'] }],
  options: { type: 'object' },
}

/** Answers 304 if the client has this version already. */
function answerWith({ header }: Call, view: JobView, backend: Backend): Response {
  const etag = `"${view.version}"`
  const isKnown = header('if-none-match')
    ?.split(',')
    .some((tag) => tag.trim().replace(/^W\//, '') === etag)
  return isKnown ? new Response(null, { status: 304, headers: { etag } }) : translationResponse(view, backend)
}

function listByIds(ids: readonly string[], call: Call, backend: Backend): Response {
  if (ids.length > MAX_IDS) throw new Refusal(400, 'invalid_request', `At most ${MAX_IDS} ids at once.`)
  const wanted = [...new Set(ids)]
  const existing = wanted.flatMap((id) => backend.jobs.get(id) ?? [])
  const missing = wanted.filter((id) => !backend.jobs.get(id))
  return Response.json({
    items: existing.map((job) => translationOf(call.countRequest(job), backend)),
    missing,
  })
}

function listPage({ url }: Call, backend: Backend): Response {
  const query = url.searchParams
  const newestFirst = backend.jobs.list().map(backend.jobs.view).toReversed()
  const limit = Math.min(MAX_IDS, Math.max(1, Number(query.get('limit') ?? PAGE_LIMIT) || PAGE_LIMIT))
  const matching = newestFirst.filter((view) => matches(view, query))
  const { items, next } = cutPage(matching, ({ job }) => job.id, { limit, cursor: query.get('cursor') })
  return Response.json({ items: items.map((view) => translationOf(view, backend)), nextCursor: next })
}

/** Counts the jobs that match, by status. */
function countJobs({ url }: Call, { jobs }: Backend): Response {
  const matching = jobs
    .list()
    .map(jobs.view)
    .filter((view) => matches(view, url.searchParams))
  const count = (wanted: string) => matching.filter(({ status }) => status === wanted).length
  const byStatus = Object.fromEntries(TRANSLATION_STATUSES.map((status) => [status, count(status)]))
  return Response.json({ all: matching.length, byStatus })
}

function requireJob(job: SimulatedJob | undefined, id: string): SimulatedJob {
  if (!job) throw new Refusal(404, 'translation_not_found', `There is no translation ${id}.`)
  return job
}
