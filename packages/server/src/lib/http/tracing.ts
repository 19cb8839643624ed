import type { FastifyRequest } from 'fastify'
import type { OpenSpan, Telemetry } from '../telemetry/telemetry.ts'
import type { App } from './requests/typed-app.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The span of the request. Absent for probes and scrapes. */
    span: OpenSpan | undefined
  }
}

/** Makes each request a span, inside of that of the client if it names one. */
export function addTracing(app: App, telemetry: Telemetry): void {
  app.decorateRequest('span', undefined)
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.quiet) return done()
    const span = beginRequest(request, telemetry)
    request.span = span
    reply.raw.once('close', () => {
      const { statusCode } = reply.raw
      span.set({ 'http.response.status_code': statusCode })
      span.end(statusCode >= 500 ? `The answer was ${statusCode}.` : undefined)
    })
    span.within(done)
  })
}

/** The attributes have the names of OpenTelemetry's conventions. The query may hold a signature. */
function beginRequest(request: FastifyRequest, telemetry: Telemetry): OpenSpan {
  const { method, headers, routeOptions, url, params } = request
  const { traceparent } = headers
  const { id } = (params ?? {}) as { id?: string }
  return telemetry.begin(`${method} ${routeOptions.url ?? 'unknown'}`, {
    kind: 'server',
    parent: typeof traceparent === 'string' ? traceparent : undefined,
    attributes: {
      'http.request.method': method,
      'http.route': routeOptions.url,
      'url.path': url.split('?')[0],
      'translation.id': id,
    },
  })
}
