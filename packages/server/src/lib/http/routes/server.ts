import { Type } from 'typebox'
import type { EngineInfo as EngineDescription } from 'video-translation-client'
import type { Api } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { Problem } from '../problems/problem.ts'
import { sendDashboard } from './dashboard.ts'
import { EngineInfo } from '../schemas/engine-schemas.ts'
import { answers, json, ref } from '../schemas/schemas.ts'
import { describeEngines } from './describe-engines.ts'
import { workersRoute } from './workers.ts'
import { zipAnswer } from './zip-answer.ts'

const State = Type.Object({ status: Type.String() })
const probe = { access: 'public', quiet: true, rateLimit: false, pressureHandler: () => undefined } as const

/** Routes about the server: what it offers and whether it is healthy. */
export function aboutRoutes(app: App, api: Api): void {
  const root = {
    operationId: 'root',
    summary: 'Where the API and its documents are',
    description: 'Answers `Accept: text/html`, as browsers send it, with the dashboard.',
    tags: ['server'],
    response: answers({ 200: json('Paths of this server.', Type.Record(Type.String(), Type.String())) }),
  }
  app.get('/', { schema: root, config: { access: 'public' } }, async (request, reply) => {
    if (await sendDashboard(request, reply, api)) return reply
    return {
      name: 'Video Translation',
      api: '/v1/translations',
      documentation: '/docs',
      openapi: '/openapi.json',
    }
  })

  const engines = {
    operationId: 'listEngines',
    summary: 'Engines with their languages and options',
    tags: ['server'],
    response: answers({
      200: json('The engines.', Type.Object({ items: Type.Array(ref(EngineInfo)), default: Type.String() })),
    }),
  }
  app.get('/v1/engines', { schema: engines, onSend: zipAnswer }, async () => {
    const usual = api.settings.defaultEngine ?? [...api.engines.keys()][0] ?? ''
    const items = await describeEngines(api)
    return {
      items: items.map((info) => ({
        ...withLimit(info, api.settings.limits.previewsPerMinute),
        ...(info.name === usual && { isDefault: true }),
      })),
      default: usual,
    }
  })

  workersRoute(app, api)
  probeRoutes(app, api)
}

/** The limit of previews is that of the server, whichever engine speaks them. */
function withLimit({ previews, ...info }: EngineDescription, perMinute: number): EngineDescription {
  return { ...info, ...(previews && { previews: { ...previews, perMinute } }) }
}

/** Routes for those who watch the process, also that of a worker. */
export function probeRoutes(app: App, api: Api): void {
  const healthz = { operationId: 'health', summary: 'Whether the process is alive', tags: ['server'] }
  app.get(
    '/healthz',
    { schema: { ...healthz, response: answers({ 200: json('Alive.', State) }) }, config: probe },
    async () => ({
      status: 'ok',
    }),
  )

  const readyz = { operationId: 'readiness', summary: 'Whether the server takes work', tags: ['server'] }
  app.get(
    '/readyz',
    { schema: { ...readyz, response: answers({ 200: json('Ready.', State) }) }, config: probe },
    async () => {
      await refuseUnready(api)
      return { status: 'ready' }
    },
  )
  metricsRoute(app, api)
}

function metricsRoute(app: App, api: Api): void {
  const schema = {
    operationId: 'metrics',
    summary: 'Metrics for Prometheus',
    description:
      'Metrics cover the translations of all keys. With API keys, the server requires its `metricsKey`.',
    tags: ['server'],
    response: answers({
      200: { description: 'Text format.', content: { 'text/plain': { schema: Type.String() } } },
    }),
  }
  const config = { ...probe, access: 'operator' } as const
  app.get('/metrics', { schema, config }, async (_request, reply) => {
    reply.type(api.metrics.registry.contentType)
    return await api.metrics.registry.metrics()
  })
}

async function refuseUnready({ lifecycle, health }: Api): Promise<void> {
  const headers = { 'retry-after': '2' }
  if (lifecycle.state !== 'ready')
    throw new Problem(503, 'not_ready', `The server is ${lifecycle.state}.`, { headers })
  const broken = [...(await health.broken())]
  if (broken.length === 0) return
  throw new Problem(503, 'not_ready', `No answer from the ${broken.join(' and the ')}.`, { headers })
}
