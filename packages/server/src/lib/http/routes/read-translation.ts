import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isFinal } from 'video-translation-client'
import type { TranslationRecord } from '../../store/records.ts'
import { type Api, viewer } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import type { App } from '../requests/typed-app.ts'
import { matchesEtag } from '../requests/etag.ts'
import { closeSignal, waitFrom } from '../requests/prefer.ts'
import { longPoll } from '../updates/long-poll.ts'
import { translationNotFound } from '../problems/problem.ts'
import { answers, IdParams, json, ref, Translation, TranslationEvent } from '../schemas/schemas.ts'

type Until = 'change' | 'final'

const schema = {
  operationId: 'getTranslation',
  summary: 'One translation',
  description:
    'With `Prefer: wait=N` (seconds, at most 60) the answer is held until the translation changes (from the version in ' +
    '`If-None-Match`, else from what it is now) or, with `until=final`, until it ends; after that time it is answered as it is.',
  tags: ['translations'],
  params: IdParams,
  querystring: Type.Object({ until: Type.Optional(Type.Enum(['change', 'final'])) }),
  headers: Type.Object({
    'if-none-match': Type.Optional(Type.String({ examples: ['"12"'] })),
    prefer: Type.Optional(Type.String({ examples: ['wait=30'] })),
  }),
  response: answers(
    {
      200: json('As it is.', ref(Translation), 'ETag', 'Preference-Applied'),
      304: Type.Null({ description: 'Not changed.' }),
    },
    400,
    404,
  ),
}

export function readTranslationRoutes(app: App, api: Api): void {
  app.get('/v1/translations/:id', { schema }, async (request, reply) => {
    const { id } = request.params
    const waitMs = waitFrom(request.headers.prefer) * 1000
    const until = (request.query.until ?? 'change') as Until
    const get = () => api.store.get(id, request.owner)
    const record = await (waitMs === 0 ? get() : waitFor(id, { waitMs, until, get, request, reply }, api))
    if (!record) throw translationNotFound(id)
    if (waitMs > 0) reply.header('preference-applied', `wait=${waitMs / 1000}`)
    const etag = `"${record.version}"`
    // Without `no-store`, a browser would revalidate its copy by the version forever, though the
    // links in it expire.
    reply.header('etag', etag).header('cache-control', 'no-store')
    if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return viewer(request, api)(record)
  })

  const events = {
    operationId: 'listEvents',
    summary: 'The history of a translation',
    tags: ['translations'],
    params: IdParams,
    response: answers(
      { 200: json('Oldest first.', Type.Object({ items: Type.Array(ref(TranslationEvent)) })) },
      404,
    ),
  }
  app.get('/v1/translations/:id/events', { schema: events }, async (request) => {
    const { id } = request.params
    await findTranslation(id, request, api)
    return { items: await api.store.events(id) }
  })
}

interface Wait {
  waitMs: number
  until: Until
  /** Reads the row now. */
  get(): Promise<TranslationRecord | undefined>
  request: FastifyRequest
  reply: FastifyReply
}

async function waitFor(
  id: string,
  { waitMs, until, get, request, reply }: Wait,
  api: Api,
): Promise<TranslationRecord | undefined> {
  const reread = async () => (await api.reads.getMany([id], request.owner))[0]
  const seen = request.headers['if-none-match'] ?? `"${(await get())?.version}"`
  const isEnough = (record: TranslationRecord | undefined) =>
    !record || isFinal(record.status) || (until === 'change' && !matchesEtag(seen, `"${record.version}"`))
  const ended = closeSignal(reply)
  const forget = request.key && api.keys.onEnd(request.key, () => ended.abort())
  try {
    const signal = AbortSignal.any([api.lifecycle.stopping, ended.signal])
    const { rereadMs } = api.settings.stream
    return await longPoll(id, api.changes, reread, isEnough, { waitMs, signal, rereadMs })
  } finally {
    forget?.()
  }
}
