import type { FastifyRequest } from 'fastify'
import type { App } from './requests/typed-app.ts'
import type { Metrics } from '../observe/metrics.ts'

/**
 * Logs and measures each request when it has ended. The log has no queries, because they contain
 * signatures.
 */
export function addRequestLog(app: App, metrics: Metrics): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.raw.once('close', () => {
      const { statusCode } = reply.raw
      const ms = Math.round(reply.elapsedTime * 10) / 10
      metrics.observe(request.method, request.routeOptions.url ?? 'unknown', statusCode, ms / 1000)
      const level = request.routeOptions.config.quiet ? 'debug' : 'info'
      request.log[level]({ ...requestFields(request), status: statusCode, ms }, 'request')
    })
  })
}

function requestFields(request: FastifyRequest) {
  const { id } = (request.params ?? {}) as { id?: string }
  return {
    method: request.method,
    path: request.url.split('?')[0],
    ...(id?.startsWith('tr_') && { translationId: id }),
    ...(request.owner && { owner: request.owner }),
  }
}
