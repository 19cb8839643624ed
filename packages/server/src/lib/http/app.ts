import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { LogController, type FastifyRequest } from 'fastify'
import type { Settings } from '../config/server-options.ts'
import { isLoopback } from '../net/addresses.ts'
import { referenceRoutes } from './routes/reference.ts'
import { aboutRoutes } from './routes/server.ts'
import { createAccess } from './access/access.ts'
import { addAudit } from './access/audit.ts'
import type { Api } from './api/api.ts'
import type { App } from './requests/typed-app.ts'
import { artifactRoute } from './routes/artifacts.ts'
import { changeManyRoutes } from './routes/change-many.ts'
import { changeTranslationRoutes } from './routes/change-translation.ts'
import { addJsonBodies, OTHER_BODY_BYTES } from './requests/json-bodies.ts'
import { editCuesRoute } from './routes/edit-cues.ts'
import { readCuesRoutes } from './routes/read-cues.ts'
import { reviseTranslationRoutes } from './routes/revise-translation.ts'
import { estimateRoute } from './routes/estimate.ts'
import { createTranslationRoute, validateTranslationRoute } from './routes/create-translation.ts'
import { dashboardRoutes, sendUnknownPage } from './routes/dashboard.ts'
import { isInProcess } from './connections/in-process.ts'
import { keyRoutes } from './routes/keys.ts'
import { limitRoutes } from './routes/limits.ts'
import { createAuditTrail } from '../keys/audit-trail.ts'
import type { Keyring } from '../keys/keyring.ts'
import { countTranslationsRoute, listTranslationsRoute } from './routes/list-translations.ts'
import { addNotFound } from './not-found.ts'
import { addOpenApi } from './routes/openapi.ts'
import { Problem, problemDocument } from './problems/problem.ts'
import { sendError } from './problems/send-error.ts'
import { parseQuery } from './requests/query.ts'
import { cueAudioRoute } from './routes/cue-audio.ts'
import { previewRoutes } from './routes/previews.ts'
import { proxyRoutes } from './routes/proxy.ts'
import { readTranslationRoutes } from './routes/read-translation.ts'
import { addRequestLog } from './request-log.ts'
import { addTracing } from './tracing.ts'
import { refuseSlowPeers } from './connections/slow-peers.ts'
import { sourceRoute } from './routes/source.ts'
import { statsRoute } from './routes/stats.ts'
import { streamRoute } from './routes/stream.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { compileValidator } from './requests/validator.ts'
import { webhookRoutes } from './routes/webhooks.ts'

/**
 * The HTTP app of the server, ready to listen.
 * @param mountFace adds the routes of a face that builds on this app
 */
export async function createApp(api: Api, mountFace: typeof addRoutes): Promise<App> {
  const app = createFastify(api.settings)
  app.setErrorHandler(sendError)
  addNotFound(app, (request, reply) => sendUnknownPage(request, reply, api))
  addJsonBodies(app)
  refuseSlowPeers(app, api.settings.timeouts)
  addRequestLog(app, api.metrics)
  addTracing(app, api.telemetry)
  refuseWhileStopping(app, api)
  await addCors(app, api.settings)
  app.decorateRequest('key', undefined)
  app.decorateRequest('owner', '')
  app.addHook('onRequest', createAccess(api.settings, api.keys))
  addAudit(app, createAuditTrail(api.store.audit, app.log))
  await addLimits(app, api)
  await addOpenApi(app, api.settings)
  await app.register(async (scope) => {
    const typed = scope.withTypeProvider<TypeBoxTypeProvider>() as App
    addRoutes(typed, api)
    mountFace(typed, api)
  })
  await app.ready()
  return app
}

export function createFastify(settings: Settings): App {
  const { logger, logLevel } = settings
  const { headMs } = settings.timeouts
  const app = fastify({
    ...(logger ? { loggerInstance: logger } : { logger: { level: logLevel, stream: process.stderr } }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: settings.trustProxy,
    bodyLimit: OTHER_BODY_BYTES,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { querystringParser: parseQuery, maxParamLength: 300 },
    // A large upload may take any time. A peer that is silent for longer than any long poll is
    // gone.
    requestTimeout: 0,
    http: { headersTimeout: headMs, connectionsCheckingInterval: Math.min(headMs, 5_000) },
    connectionTimeout: 120_000,
    clientErrorHandler: answerInvalidHttp,
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply as never),
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(compileValidator)
  // Answers are sent unfiltered: a property that a schema omits must not vanish.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  return app as App
}

function addRoutes(app: App, api: Api): void {
  createTranslationRoute(app, api)
  validateTranslationRoute(app, api)
  estimateRoute(app, api)
  listTranslationsRoute(app, api)
  countTranslationsRoute(app, api)
  streamRoute(app, api)
  readTranslationRoutes(app, api)
  changeManyRoutes(app, api)
  statsRoute(app, api)
  changeTranslationRoutes(app, api)
  reviseTranslationRoutes(app, api)
  readCuesRoutes(app, api)
  editCuesRoute(app, api)
  webhookRoutes(app, api)
  previewRoutes(app, api)
  cueAudioRoute(app, api)
  proxyRoutes(app, api)
  artifactRoute(app, api)
  sourceRoute(app, api)
  uploadRoutes(app, api)
  keyRoutes(app, api)
  limitRoutes(app, api)
  aboutRoutes(app, api)
  dashboardRoutes(app, api)
  referenceRoutes(app)
}

/** Finishes the current requests and refuses new ones, which belong to another server. */
function refuseWhileStopping(app: App, { lifecycle }: Api): void {
  app.addHook('onRequest', async (request) => {
    if (lifecycle.state !== 'stopping' || request.routeOptions.config.quiet) return
    throw new Problem(503, 'stopping', 'The server is stopping.', { headers: { 'retry-after': '5' } })
  })
  app.addHook('onSend', async (_request, reply) => {
    if (lifecycle.state === 'stopping') reply.header('connection', 'close')
  })
}

async function addCors(app: App, { corsOrigins }: Settings): Promise<void> {
  if (corsOrigins.length === 0) return
  await app.register(cors, {
    origin: corsOrigins.includes('*') ? '*' : corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED,
    maxAge: 600,
  })
}

const EXPOSED = [
  'ETag', 'Location', 'Retry-After', 'Preference-Applied', 'Idempotent-Replayed', 'X-Request-Id', 'Content-Range',
  'Content-Disposition', 'Accept-Ranges', 'Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size', 'Upload-Offset',
  'Upload-Length', 'Upload-Metadata', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset',
] // prettier-ignore

async function addLimits(app: App, { settings, keys }: Api): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: 1000,
    pressureHandler: (request) => {
      if (isTrustedLocal(request, keys)) return
      throw new Problem(503, 'overloaded', 'The server is overloaded.', { headers: { 'retry-after': '10' } })
    },
  })
  await app.register(rateLimit, {
    max: settings.limits.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => (request.owner ? `key:${request.owner}` : request.ip),
    allowList: (request: FastifyRequest) => isTrustedLocal(request, keys),
    errorResponseBuilder: (_request, { max, after }) =>
      new Problem(429, 'rate_limited', `More than ${max} requests a minute; try again in ${after}.`),
  })
}

/** A request from this machine without keys, or from this process. It needs no limits. */
function isTrustedLocal(request: FastifyRequest, { isOpen }: Keyring): boolean {
  const { socket, headers } = request.raw
  if (isInProcess(socket)) return true
  // A request through a proxy may claim any address, and a local proxy forwards strangers.
  const isDirect = headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined
  return isOpen && isDirect && isLoopback(socket.remoteAddress ?? '')
}

const CONNECTION_PROBLEMS: Record<string, Problem> = {
  HPE_HEADER_OVERFLOW: new Problem(431, 'headers_too_large', 'The headers are too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'request_timeout', 'The headers did not arrive in time.'),
}

/** Answers data that is not HTTP, too. */
function answerInvalidHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const problem =
    CONNECTION_PROBLEMS[error.code ?? ''] ?? new Problem(400, 'bad_request', 'This is not valid HTTP.')
  const document = problemDocument(problem)
  const body = JSON.stringify(document)
  const head = `HTTP/1.1 ${problem.status} ${document.title}\r\nContent-Type: application/problem+json\r\n`
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}
