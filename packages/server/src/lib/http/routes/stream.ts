import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { StreamBody as Body } from 'video-translation-client'
import { type Api, viewer } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { changeFeed, type FeedEvent } from '../updates/change-feed.ts'
import { createOpenStreams } from '../updates/open-streams.ts'
import { invalidRequest } from '../problems/problem.ts'
import { answers, StreamBody } from '../schemas/schemas.ts'

/** Enough for 20,000 ids of this server with their versions. */
const BODY_BYTES = Math.floor(1.3 * 2 ** 20)

const EVENTS = `Server-sent events:

- \`translation\`: the latest state, with its version as event id; intermediate states are skipped.
- \`missing\`: \`{"id"}\` does not exist.
- \`removed\`: \`{"id"}\` was deleted.

The stream begins with every translation that is newer than its version in the body, and continues with each change. Comments
keep the connection alive. A filter also follows translations that are created later, and follows each match to its end. The
stream ends when the server stops: repeat the request with the latest versions.`

const schema = {
  operationId: 'streamTranslations',
  summary: 'Follow translations as they change',
  description: EVENTS,
  tags: ['translations'],
  body: StreamBody,
  response: answers(
    { 200: { description: 'Events.', content: { 'text/event-stream': { schema: { type: 'string' } } } } },
    400,
    408,
    413,
    415,
  ),
}

const config = { maxBodyBytes: BODY_BYTES, scope: 'read' } as const

export function streamRoute(app: App, api: Api): void {
  const open = createOpenStreams(api.settings.limits.streamsPerKey)
  app.post('/v1/translations/stream', { schema, config }, (request, reply) => {
    const body = request.body as Body
    if (!body.translations && !body.filter) {
      throw invalidRequest([{ pointer: '', detail: 'Give `translations`, `filter` or both.' }])
    }
    const close = open.take(request.owner, body.translations?.length ?? 0)
    reply.hijack()
    stream(body, request, reply, api)
      .catch((error: unknown) => {
        request.log.error({ err: error }, 'a stream failed')
        reply.raw.destroy()
      })
      .finally(close)
  })
}

/** Writes until the client disconnects, its key ends or the server stops. */
async function stream(body: Body, request: FastifyRequest, reply: FastifyReply, api: Api): Promise<void> {
  const response = reply.raw
  const closed = new AbortController()
  response.once('close', () => closed.abort())
  const forget = request.key && api.keys.onEnd(request.key, () => closed.abort())
  const signal = AbortSignal.any([closed.signal, api.lifecycle.stopping])
  const { heartbeatMs, rereadMs } = api.settings.stream
  const seen = new Map(body.translations?.map(({ id, version = 0 }) => [id, version]))
  const view = viewer(request, api)
  openStream(reply)
  api.metrics.streamOpened()
  const heartbeat = setInterval(() => sendHeartbeat(response), heartbeatMs)
  try {
    const options = { owner: request.owner, seen, filter: body.filter, signal, rereadMs }
    for await (const events of changeFeed(api, options)) {
      const text = events.map((event) => eventText(event, view)).join('')
      if (!response.write(text)) await waitForDrain(response, signal)
      if (signal.aborted) break
    }
  } finally {
    clearInterval(heartbeat)
    forget?.()
    api.metrics.streamClosed()
    response.end()
  }
}

function openStream(reply: FastifyReply): void {
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  })
  reply.raw.write(': open\n\n')
}

/** A slow client still has events to read, and needs no heartbeat. */
function sendHeartbeat(response: ServerResponse): void {
  if (!response.writableNeedDrain) response.write(': alive\n\n')
}

/** Resolves when the client can take more, or has disconnected. */
async function waitForDrain(response: ServerResponse, signal: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function eventText(event: FeedEvent, view: ReturnType<typeof viewer>): string {
  if (event.event !== 'translation')
    return `event: ${event.event}\ndata: ${JSON.stringify({ id: event.id })}\n\n`
  const { record } = event
  const data = JSON.stringify(view(record))
  return `event: translation\nid: ${record.version}\ndata: ${data}\n\n`
}
