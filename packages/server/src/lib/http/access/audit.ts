import type { FastifyRequest } from 'fastify'
import type { AuditTrail } from '../../keys/audit-trail.ts'
import { ONLY_USER } from '../../keys/key-holder.ts'
import type { App } from '../requests/typed-app.ts'
import { scopeOf } from './access.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The id of what the request has changed. Default: the parameter `id` of its route. */
    subject: string | undefined
    /** The ids of all that a request has changed, which has no other subject: one line each. */
    subjects: string[] | undefined
    /** Set by a handler that found nothing to change. */
    changedNothing: boolean
  }
  interface FastifyContextConfig {
    /** False for a route that changes nothing worth a line in the audit. Default: true. */
    audit?: boolean
  }
}

/**
 * Writes a line for each request that has changed something, before its answer is sent: a client
 * that has the answer finds the line.
 */
export function addAudit(app: App, trail: AuditTrail): void {
  app.decorateRequest('subject', undefined)
  app.decorateRequest('subjects', undefined)
  app.decorateRequest('changedNothing', false)
  app.addHook('onSend', async (request, reply) => {
    const { subjects } = request
    const isDone = reply.statusCode < 300 || subjects !== undefined
    if (!isDone || !isAudited(request)) return
    const all = subjects ?? [request.subject ?? (request.params as { id?: string }).id]
    await Promise.all(all.map((subject) => trail.note(lineOf(request, subject))))
  })
}

/** A server without keys has one user, of whom there is nothing to tell apart. */
function isAudited(request: FastifyRequest): boolean {
  const { key, changedNothing, routeOptions } = request
  if (key === undefined || key === ONLY_USER || changedNothing) return false
  return routeOptions.config.audit !== false && request.method !== 'GET' && scopeOf(request) !== 'read'
}

function lineOf(request: FastifyRequest, subject: string | undefined) {
  const { key = ONLY_USER, routeOptions, id: requestId } = request
  const { operationId } = (routeOptions.schema ?? {}) as { operationId?: string }
  return {
    keyId: key.id,
    keyName: key.name,
    owner: key.owner,
    action: operationId ?? `${request.method} ${routeOptions.url ?? ''}`,
    requestId,
    ...(subject !== undefined && { subject }),
  }
}
