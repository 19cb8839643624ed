import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { App } from './typed-app.ts'
import { invalidRequest, Problem } from '../problems/problem.ts'
import { excessOf, type Excess } from './measure-json.ts'
import { type JsonSize, sizeOfSchema } from './schema-size.ts'
import { createFairTurns } from './fair-turns.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The largest JSON body of the route; derived from the schema. */
    bodySize?: JsonSize
    /** A limit in bytes below that of the schema. */
    maxBodyBytes?: number
  }
}

/** The limit of routes without a body schema. Some clients send `{}`. */
const NO_BODY: JsonSize = { bytes: 1024, marks: 16, depth: 2 }
/** The limit of routes that parse bodies themselves, such as the status face. */
export const OTHER_BODY_BYTES = 64 * 1024
/** Larger requests take turns, with other requests in between. */
const LARGE_BYTES = 4 * 1024

/** Gives each route the limits of its schema, and parses JSON within them. */
export function addJsonBodies(app: App): void {
  app.addHook('onRoute', (route) => {
    const body = (route.schema?.body ?? undefined) as TSchema | undefined
    const size = body ? sizeOfSchema(body) : NO_BODY
    const bytes = Math.min(size.bytes, route.config?.maxBodyBytes ?? Infinity)
    route.config = { ...route.config, bodySize: { ...size, bytes } }
    if (body) route.bodyLimit = bytes
  })
  const parse = app.getDefaultJsonParser('error', 'error')
  const turn = createFairTurns()
  // Parsing, validating and answering a large request each take milliseconds, so eight at once
  // would block the event loop for all of them.
  const takeTurn = async (request: FastifyRequest) => {
    if (sizeOf(request) >= LARGE_BYTES) await turn()
  }
  app.addHook('preValidation', takeTurn)
  app.addHook('preHandler', takeTurn)
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const size = request.routeOptions.config.bodySize ?? NO_BODY
      if (body.length > size.bytes) throw tooLarge(size.bytes)
      await takeTurn(request)
      const excess = excessOf(body, size)
      if (excess) throw tooMuch(excess, size)
      return await parsed(parse, request, body.toString('utf8'))
    },
  )
  refuseEncodings(app)
}

type Parser = ReturnType<App['getDefaultJsonParser']>

function parsed(parse: Parser, request: FastifyRequest, text: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    void parse(request, text, (error, value) => (error ? reject(error) : resolve(value)))
  })
}

/**
 * The size of the body, or of the query if that is larger. An upload is not held in memory, and a
 * body of unknown size counts as large.
 */
function sizeOf({ headers, url, raw }: FastifyRequest): number {
  if (headers['content-type'] === 'application/offset+octet-stream') return url.length
  const isChunked = headers['transfer-encoding'] !== undefined && raw.method !== 'GET'
  return Math.max(url.length, isChunked ? Infinity : Number(headers['content-length'] ?? 0))
}

function tooLarge(bytes: number): Problem {
  return new Problem(
    413,
    'body_too_large',
    `The body is larger than the ${bytes} bytes that this route accepts.`,
  )
}

function tooMuch(excess: Excess, { depth }: JsonSize): Problem {
  const detail =
    excess === 'deep'
      ? `It is nested deeper than ${depth} levels.`
      : 'It has more values than this route accepts.'
  return invalidRequest([{ pointer: '', detail }])
}

/** Refuses compressed bodies: a few kilobytes could expand to gigabytes. */
function refuseEncodings(app: App): void {
  app.addHook('preParsing', async ({ headers }) => {
    const encoding = headers['content-encoding']?.trim().toLowerCase()
    if (encoding === undefined || encoding === '' || encoding === 'identity') return
    const detail = `Send the body without the Content-Encoding \`${encoding.slice(0, 40)}\`.`
    throw new Problem(415, 'unsupported_content_encoding', detail)
  })
}
