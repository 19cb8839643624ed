import type { Face } from '../../face.ts'
import type { Call } from '../../serving/call.ts'
import { cutPage } from '../../serving/page.ts'
import { Refusal } from '../../serving/refusal.ts'
import type { Job } from '../../world/job.ts'
import type { Seen } from '../../world/seen.ts'
import type { World } from '../../world/world.ts'
import { createTranslation, validateTranslation } from './native-create.ts'
import { holdFor } from './native-hold.ts'
import { refuseNative } from './native-problem.ts'
import { openStream } from './native-stream.ts'
import { uploadRoutes } from './native-uploads.ts'
import { artifactNames, translationOf } from './native-view.ts'

const MOST_IDS = 100
const PAGE_LIMIT = 50

/** This project's own API, as `video-translation serve` speaks it. */
export const nativeFace: Face = {
  name: 'native',
  description: 'The API of video-translation serve: /v1/translations and /v1/uploads.',
  routes(world) {
    const { jobs } = world
    const find = ({ params: { id = '' } }: Call) => found(jobs.get(id), id)
    return {
      ...uploadRoutes(world.uploads),
      'POST /v1/translations': (call) => createTranslation(call, world),
      'POST /v1/translations/validate': (call) => validateTranslation(call, world),
      'GET /v1/translations': (call) => {
        const ids = call.url.searchParams.getAll('id')
        return ids.length > 0 ? listByIds(ids, call, world) : listPage(call, world)
      },
      'POST /v1/translations/stream': (call) => openStream(call, world),
      'GET /v1/translations/:id': async (call) => {
        const job = find(call)
        await holdFor(call, job, world)
        return answerWith(call, call.look(find(call)), world)
      },
      'GET /v1/translations/:id/events': (call) => Response.json({ items: historyOf(jobs.see(find(call))) }),
      'GET /v1/translations/:id/artifacts/:name': (call) => {
        const seen = jobs.see(find(call))
        const { name = '' } = call.params
        if (artifactNames(seen).includes(name)) return world.files.serve(seen.job, name)
        throw new Refusal(
          404,
          'artifact_not_found',
          `The translation ${seen.job.id} has no artifact \`${name}\`.`,
        )
      },
      'POST /v1/translations/:id/cancel': (call) => {
        const job = find(call)
        jobs.cancel(job)
        return tell(jobs.see(job), world)
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
  name: 'simulated',
  description: 'Plays a scenario; nothing is translated.',
  ready: true,
  problems: [],
  languages: [{ from: '*', to: ['*'] }],
  options: { type: 'object' },
}

/** 304 where the asker has it already. */
function answerWith({ header }: Call, seen: Seen, world: World): Response {
  const etag = `"${seen.version}"`
  const isKnown = header('if-none-match')
    ?.split(',')
    .some((one) => one.trim().replace(/^W\//, '') === etag)
  return isKnown ? new Response(null, { status: 304, headers: { etag } }) : tell(seen, world)
}

function tell(seen: Seen, world: World): Response {
  return Response.json(translationOf(seen, world), {
    headers: { etag: `"${seen.version}"`, 'cache-control': 'no-store' },
  })
}

function listByIds(ids: readonly string[], { look }: Call, world: World): Response {
  if (ids.length > MOST_IDS) throw new Refusal(400, 'invalid_request', `At most ${MOST_IDS} ids at once.`)
  const wanted = [...new Set(ids)]
  const there = wanted.flatMap((id) => world.jobs.get(id) ?? [])
  const missing = wanted.filter((id) => !world.jobs.get(id))
  return Response.json({ items: there.map((job) => translationOf(look(job), world)), missing })
}

function listPage({ url }: Call, world: World): Response {
  const query = url.searchParams
  const newestFirst = world.jobs.list().map(world.jobs.see).toReversed()
  const limit = Math.min(MOST_IDS, Math.max(1, Number(query.get('limit') ?? PAGE_LIMIT) || PAGE_LIMIT))
  const matching = newestFirst.filter((seen) => matches(seen, query))
  const { items, next } = cutPage(matching, ({ job }) => job.id, { limit, cursor: query.get('cursor') })
  return Response.json({ items: items.map((seen) => translationOf(seen, world)), nextCursor: next })
}

function matches({ job, status }: Seen, query: URLSearchParams): boolean {
  const statuses = query.getAll('status')
  const text = query.get('text')?.toLowerCase() ?? ''
  const fits = (name: string, value: string | undefined) => !query.has(name) || query.get(name) === value
  return (
    (statuses.length === 0 || statuses.includes(status)) &&
    fits('reference', job.reference) &&
    fits('engine', ENGINE.name) &&
    [job.id, job.reference, job.source.name].some((part) => (part ?? '').toLowerCase().includes(text))
  )
}

/** Of its history, what a timeline knows: that it was created, and how each target ended. */
function historyOf({ targets, createdAtMs, version }: Seen) {
  const created = { version: 1, at: new Date(createdAtMs).toISOString(), type: 'created' }
  const ends = targets.flatMap(({ language, status, endedAtMs }) =>
    endedAtMs === undefined
      ? []
      : {
          version,
          at: new Date(endedAtMs).toISOString(),
          type: status === 'error' ? 'failed' : status,
          language,
        },
  )
  return [created, ...ends]
}

function found(job: Job | undefined, id: string): Job {
  if (!job) throw new Refusal(404, 'translation_not_found', `There is no translation ${id}.`)
  return job
}
