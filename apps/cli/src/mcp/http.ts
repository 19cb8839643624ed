import { timingSafeEqual, createHash } from 'node:crypto'
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server'
import { createMcpServer } from './create-server.ts'
import type { McpSession } from './call/session.ts'

interface HttpSettings {
  session: McpSession
  version: string
  /** The key that callers must send. Absent: any caller of this machine. */
  key: string | undefined
}

/** Answers requests at `/mcp`. */
export function createMcpFetch({
  session,
  version,
  key,
}: HttpSettings): (request: Request) => Promise<Response> {
  const handler = createMcpHandler(() => createMcpServer(session, version))
  return async (request) => {
    const refused = key === undefined ? refuseStrangers(request) : refuseWithoutKey(request, key)
    if (refused) return refused
    if (new URL(request.url).pathname !== '/mcp') return new Response('The path is /mcp.\n', { status: 404 })
    return await handler.fetch(request)
  }
}

/** A web page must not drive a server of this machine, also not under a name of its own. */
function refuseStrangers(request: Request): Response | undefined {
  return (
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins())
  )
}

function refuseWithoutKey(request: Request, key: string): Response | undefined {
  const [, given = ''] = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  if (given !== '' && timingSafeEqual(digest(given), digest(key))) return undefined
  return new Response('Send the key of --key as Authorization: Bearer KEY.\n', {
    status: 401,
    headers: { 'www-authenticate': 'Bearer' },
  })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
