import type { FastifyRequest } from 'fastify'
import type { AuditTrail } from '../../keys/audit-trail.ts'
import { ONLY_USER } from '../../keys/key-holder.ts'
import type { App } from '../requests/typed-app.ts'
import { scopeOf } from './access.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The id of what the request has changed. Default: the parameter `id` of its route. */
    subject: string | undefined
    /** Set by a handler that found nothing to change. */
    changedNothing: boolean
    /** Writes a line at once: a server that dies before its answer leaves no change untold. */
    noteChange(subject: string): Promise<void>
  }
  interface FastifyContextConfig {
    /**
     * False for a route that changes nothing worth a line in the audit, or that notes each change
     * itself. Default: true.
     */
    audit?: boolean
  }
}

/**
 * Writes a line for each request that has changed something, before its answer is sent: a client
 * that has the answer finds the line.
 */
export function addAudit(app: App, trail: AuditTrail): void {
  app.decorateRequest('subject', undefined)
  app.decorateRequest('changedNothing', false)
  app.decorateRequest('noteChange', async function (this: FastifyRequest, subject: string) {
    if (hasKey(this)) await trail.note(lineOf(this, subject))
  })
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode >= 300 || !isAudited(request)) return
    const { subject = (request.params as { id?: string }).id } = request
    await trail.note(lineOf(request, subject))
  })
}

/** A server without keys has one user, of whom there is nothing to tell apart. */
function hasKey({ key }: FastifyRequest): boolean {
  return key !== undefined && key !== ONLY_USER
}

function isAudited(request: FastifyRequest): boolean {
  const { changedNothing, method, routeOptions } = request
  if (!hasKey(request) || changedNothing || method === 'GET') return false
  return routeOptions.config.audit !== false && scopeOf(request) !== 'read'
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
