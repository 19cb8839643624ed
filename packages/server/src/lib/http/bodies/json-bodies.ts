import { setImmediate } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { App } from '../api.ts'
import { invalidRequest, Problem } from '../problem.ts'
import { excessOf, type Excess } from './measure-json.ts'
import { type JsonSize, sizeOfSchema } from './schema-size.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The most that a JSON body may have; follows from the schema. */
    bodySize?: JsonSize
    /** Less than its schema would allow, in bytes. */
    maxBodyBytes?: number
  }
}

/** Routes without a schema for the body need none: `{}` is what some clients send. */
const NO_BODY: JsonSize = { bytes: 1024, marks: 16, depth: 2 }
/** The limit of routes that read their bodies by themselves, as those of the status face do. */
export const OTHER_BODY_BYTES = 64 * 1024
/** Bodies from that size on are parsed one at a time, with the requests of others in between. */
const LARGE_BYTES = 32 * 1024

/** Gives each route the limits that its schema needs, and parses JSON within them. */
export function addJsonBodies(app: App): void {
  app.addHook('onRoute', (route) => {
    const body = (route.schema?.body ?? undefined) as TSchema | undefined
    const size = body ? sizeOfSchema(body) : NO_BODY
    const bytes = Math.min(size.bytes, route.config?.maxBodyBytes ?? Infinity)
    route.config = { ...route.config, bodySize: { ...size, bytes } }
    if (body) route.bodyLimit = bytes
  })
  const parse = app.getDefaultJsonParser('error', 'error')
  const turn = createTurnstile()
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const size = request.routeOptions.config.bodySize ?? NO_BODY
      if (body.length > size.bytes) throw tooLarge(size.bytes)
      if (body.length >= LARGE_BYTES) await turn()
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

/** Resolves for one caller in each turn of the event loop. */
function createTurnstile(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return () => (last = last.then(() => setImmediate()))
}

function tooLarge(bytes: number): Problem {
  return new Problem(
    413,
    'body_too_large',
    `The body is larger than the ${bytes} bytes that this route takes.`,
  )
}

function tooMuch(excess: Excess, { depth }: JsonSize): Problem {
  const detail =
    excess === 'deep'
      ? `It is nested deeper than ${depth} levels.`
      : 'It has more values than this route takes.'
  return invalidRequest([{ pointer: '', detail }])
}

/** A compressed body is not unpacked: some kilobytes could become gigabytes. */
function refuseEncodings(app: App): void {
  app.addHook('preParsing', async ({ headers }) => {
    const encoding = headers['content-encoding']?.trim().toLowerCase()
    if (encoding === undefined || encoding === '' || encoding === 'identity') return
    const detail = `Bodies are taken as they are, without the Content-Encoding \`${encoding.slice(0, 40)}\`.`
    throw new Problem(415, 'unsupported_content_encoding', detail)
  })
}
