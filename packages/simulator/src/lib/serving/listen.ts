// This module needs Node. It is loaded when `listen` is called, never by tests that use `fetch`
// alone.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { ConnectionLost } from '../faults/apply-fault.ts'
import { isLoopback } from './origins.ts'

const LOOPBACK = '127.0.0.1'

/** Where a simulator listens. */
export interface ListenOptions {
  /** Default: any free port. */
  port?: number
  /** Default: 127.0.0.1, which no other machine can reach. */
  host?: string
}

/** A simulator on a socket. */
export interface Listening {
  readonly url: string
  readonly port: number
  /** Stops listening, and breaks open connections. */
  close(): Promise<void>
}

/** Whether only this machine can reach the socket. */
export function isLoopbackSocket({ host = LOOPBACK }: ListenOptions = {}): boolean {
  return isLoopback(asUrlHost(host))
}

type Handle = (request: Request) => Promise<Response>

/** Serves a handler on a socket. Rejects with the system's error, e.g. `EADDRINUSE`. */
export async function listen(
  handle: Handle,
  { port = 0, host = LOOPBACK }: ListenOptions = {},
): Promise<Listening> {
  const server = createServer((message, answer) => void exchange(message, answer, handle))
  await opened(server, port, host)
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${asUrlHost(host)}:${actual}`,
    port: actual,
    close: () => closed(server),
  }
}

/** An IPv6 address stands in brackets in a URL. */
function asUrlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

async function exchange(message: IncomingMessage, answer: ServerResponse, handle: Handle): Promise<void> {
  const gone = new AbortController()
  answer.on('close', () => gone.abort())
  try {
    const response = await handle(requestOf(message, gone.signal))
    await send(response, answer)
  } catch (error) {
    if (error instanceof ConnectionLost && error.how === 'reset') message.socket.resetAndDestroy()
    else if (answer.headersSent || error instanceof ConnectionLost) message.socket.destroy()
    else answer.writeHead(400, { 'content-type': 'application/json' }).end('{"message":"Bad request."}')
  }
}

function requestOf(message: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', headers, url = '/' } = message
  const body = ['GET', 'HEAD'].includes(method) ? null : (Readable.toWeb(message) as ReadableStream)
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  // Clients of a proxy send an absolute URL, which replaces the base.
  const address = new URL(url.replace(/^\/\/+/, '/'), `http://${headers.host ?? 'localhost'}`)
  return new Request(address, { method, headers: fields, body, signal, ...(body && { duplex: 'half' }) })
}

/**
 * Sends chunk by chunk and waits for each write, so a fault in a later chunk loses none before it.
 */
async function send(response: Response, answer: ServerResponse): Promise<void> {
  answer.writeHead(response.status, Object.fromEntries(response.headers))
  answer.flushHeaders()
  const reader = response.body?.getReader()
  answer.on('close', () => void reader?.cancel().catch(() => {}))
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const { value } = part
    await new Promise<void>((resolve) => answer.write(value, () => resolve()))
  }
  answer.end()
}

function opened(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
