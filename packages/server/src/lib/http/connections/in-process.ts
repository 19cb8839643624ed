import type { Server } from 'node:http'
import { duplexPair, type Duplex } from 'node:stream'
import {
  Agent,
  fetch as undiciFetch,
  type buildConnector,
  type RequestInit as UndiciRequestInit,
} from 'undici'

/** Calls the server without a socket. */
export interface InProcess {
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>
  /** Resolves when every current answer has been read. */
  close(): Promise<void>
  /** Aborts the current requests. */
  destroy(): Promise<void>
}

const pipes = new WeakSet<object>()

/** Whether a request came from this process, so that no network has to be guarded against. */
export function isInProcess(socket: object): boolean {
  return pipes.has(socket)
}

/**
 * Uses real HTTP over a pair of in-memory streams, so that streaming, backpressure, aborts and
 * shutdown behave as over a socket.
 */
export function createInProcess(server: Server): InProcess {
  const open = new Set<Duplex>()
  const destroyed = Promise.withResolvers<void>()
  const connect = pipeTo(server, open)
  const agent = new Agent({ connect, pipelining: 1, bodyTimeout: 0, headersTimeout: 0 })
  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const response = await undiciFetch(request.url, { ...requestInit(request), dispatcher: agent })
      return asGlobalResponse(response as unknown as Response)
    },
    close: () => Promise.race([agent.close(), destroyed.promise]),
    async destroy() {
      // The agent waits for ever for an answer that nobody reads and that its server cannot finish.
      for (const pipe of open) pipe.destroy(new Error('The server is closed.'))
      void agent.destroy().catch(() => undefined)
      destroyed.resolve()
    },
  }
}

function pipeTo(server: Server, open: Set<Duplex>): buildConnector.connector {
  return (_options, callback) => {
    const [near, far] = duplexPair()
    pipes.add(far)
    for (const end of [near, far]) open.add(end.once('close', () => open.delete(end)))
    server.emit('connection', asSocket(far))
    // Deferred, because the client is not ready for its socket before this returns. Its type
    // requires a net.Socket, but it uses only the methods provided here.
    queueMicrotask(() => callback(null, asSocket(near) as never))
  }
}

/**
 * HTTP code calls these methods on its sockets. In-memory streams have no timers, keep-alive probes
 * or event loop references.
 */
function asSocket(stream: Duplex): Duplex {
  const self = () => stream
  return Object.assign(stream, {
    setTimeout: self,
    setNoDelay: self,
    setKeepAlive: self,
    ref: self,
    unref: self,
  })
}

function requestInit(request: Request): UndiciRequestInit {
  return {
    method: request.method,
    headers: [...request.headers],
    body: request.body as UndiciRequestInit['body'],
    duplex: 'half',
    redirect: 'manual',
    signal: request.signal,
  }
}

/**
 * The same answer as an instance of the global `Response`, which callers check with `instanceof`.
 */
function asGlobalResponse(response: Response): Response {
  const { status, statusText, headers } = response
  const hasNoBody = status === 204 || status === 304
  return new Response(hasNoBody ? null : response.body, { status, statusText, headers: [...headers] })
}
