import type { FastifyRequest } from 'fastify'
import type { Settings } from '../../config/server-options.ts'
import { isLoopback } from '../../net/addresses.ts'
import { isInProcess } from '../connections/in-process.ts'
import { Problem } from '../problems/problem.ts'
import { digestOf } from '../../keys/secret.ts'
import { givenKey } from './access.ts'

/**
 * Decides who may ask a worker. Anyone may probe it, under any name. Metrics need the metrics key,
 * or come from this machine while there is none.
 */
export function createProbeAccess({ metricsKey }: Settings): (request: FastifyRequest) => void {
  const digest = metricsKey && digestOf(metricsKey)
  return (request) => {
    if (request.routeOptions.config.access !== 'operator' || isInProcess(request.raw.socket)) return
    if (digestOf(givenKey(request) ?? '') === digest) return
    if (metricsKey === undefined && isDirectlyLocal(request)) return
    const detail = 'Metrics cover the translations of all keys: use the `metricsKey` of the server.'
    throw new Problem(403, 'metrics_key_needed', detail)
  }
}

/** A local proxy forwards strangers, and a page may have been pointed at this machine. */
function isDirectlyLocal({ raw: { socket, headers } }: FastifyRequest): boolean {
  const name = URL.parse(`http://${headers.host ?? ''}`)?.hostname ?? ''
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined
  return isLoopback(socket.remoteAddress ?? '') && isLoopback(name) && !isForwarded
}
