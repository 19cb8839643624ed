import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { createProbeAccess } from './access/probe-access.ts'
import type { Api } from './api/api.ts'
import { createFastify } from './app.ts'
import { addNotFound } from './not-found.ts'
import { ProblemSchema } from './schemas/schemas.ts'
import { sendError } from './problems/send-error.ts'
import { addRequestLog } from './request-log.ts'
import type { App } from './requests/typed-app.ts'
import { probeRoutes } from './routes/server.ts'

/** The HTTP app of a worker: probes and metrics, and nothing about translations. */
export async function createWorkerApp(api: Api): Promise<App> {
  const app = createFastify(api.settings)
  app.setErrorHandler(sendError)
  addNotFound(app)
  addRequestLog(app, api.metrics)
  app.addSchema(ProblemSchema)
  const checkAccess = createProbeAccess(api.settings)
  app.decorateRequest('owner', '')
  app.addHook('onRequest', async (request) => checkAccess(request))
  await app.register(async (scope) => probeRoutes(scope.withTypeProvider<TypeBoxTypeProvider>() as App, api))
  await app.ready()
  return app
}
