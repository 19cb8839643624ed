import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Sends an answer compressed to those who take it. It is for long answers that are asked for
 * rarely, and that hold nothing secret, of which the length could tell something.
 */
export async function zipAnswer(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const varies = [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean)
  reply.header('vary', varies.join(', '))
  if (typeof payload !== 'string' || !/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return payload
  reply.header('content-encoding', 'gzip').removeHeader('content-length')
  return await promisify(gzip)(payload)
}
