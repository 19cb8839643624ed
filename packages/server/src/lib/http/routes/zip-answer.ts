import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A quality of 0 refuses the encoding (RFC 9110, 12.5.3). */
const TAKES_GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/

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
  if (typeof payload !== 'string' || !TAKES_GZIP.test(headers['accept-encoding'] ?? '')) return payload
  reply.header('content-encoding', 'gzip').removeHeader('content-length')
  return await promisify(gzip)(payload)
}
