import type { Fields } from '../../serving/body.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { evictOldest } from '../../backend/evict-oldest.ts'
import type { Backend } from '../../backend/backend.ts'
import { keyed } from './create.ts'
import { invalidParameter, notFound } from './errors.ts'
import { pageOf } from './page.ts'
import { readUrl } from './payload.ts'
import type { Endpoint, HeygenWebhooks } from './webhooks.ts'

const PATH = '/v3/webhooks/endpoints'
/** Number of endpoints that are kept. Every end goes to all of them. */
const MAX_ENDPOINTS = 100

/** Creates the routes of endpoints, which receive the webhooks of all translations. */
export function endpointRoutes(
  backend: Backend,
  { endpoints }: HeygenWebhooks,
): Readonly<Record<string, Handler>> {
  const find = ({ params: { id = '' } }: Call): Endpoint => {
    const endpoint = endpoints.get(id)
    if (!endpoint) throw notFound('Webhook endpoint', id)
    return endpoint
  }

  return {
    [`POST ${PATH}`]: (call) =>
      keyed(call, backend, async () => {
        const endpoint = createEndpoint(backend, await call.json())
        endpoints.set(endpoint.id, endpoint)
        evictOldest(endpoints, MAX_ENDPOINTS)
        return Response.json({ data: viewOf(endpoint, endpoint.secret) })
      }),
    [`GET ${PATH}`]: (call) => {
      const { items, ...rest } = pageOf(call, [...endpoints.values()], ({ id }) => id)
      return Response.json({ data: items.map((endpoint) => viewOf(endpoint)), ...rest })
    },
    [`PATCH ${PATH}/:id`]: async (call) => {
      const endpoint = find(call)
      const { url, events } = await call.json()
      if (typeof url === 'string') endpoint.url = readUrl(url, 'url')
      if (events !== undefined) endpoint.events = readEvents(events)
      return Response.json({ data: viewOf(endpoint) })
    },
    [`DELETE ${PATH}/:id`]: (call) => {
      endpoints.delete(find(call).id)
      return Response.json({ data: {}, error: null })
    },
    [`POST ${PATH}/:id/rotate-secret`]: (call) =>
      keyed(call, backend, async () => {
        const endpoint = find(call)
        endpoint.secret = createSecret(backend)
        return Response.json({ data: { endpoint_id: endpoint.id, secret: endpoint.secret } })
      }),
  }
}

function createEndpoint(backend: Backend, { url, events }: Fields): Endpoint {
  return {
    id: `ep_${backend.ids.hex('endpoint')}`,
    url: readUrl(url, 'url'),
    events: readEvents(events),
    secret: createSecret(backend),
    createdAtMs: backend.clock.nowMs(),
  }
}

function createSecret(backend: Backend): string {
  return `whsec_${backend.ids.text('secret', 32)}`
}

function readEvents(value: unknown): string[] | null {
  if (value === undefined || value === null) return null
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string')
  if (isList) return value as string[]
  throw invalidParameter('events', 'events must be a list of event types')
}

/** Writes an endpoint. Only the answer to its creation has the secret. */
function viewOf({ id, url, events, createdAtMs }: Endpoint, secret: string | null = null) {
  const createdAt = new Date(createdAtMs).toISOString()
  return { endpoint_id: id, url, events, status: 'enabled', created_at: createdAt, secret }
}
