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
  /** Resolves when every answer under way is read. */
  close(): Promise<void>
  /** Breaks off what is under way. */
  destroy(): Promise<void>
}

const pipes = new WeakSet<object>()

/** Whether a request came from this very process, where there is no network to guard against. */
export function isInProcess(socket: object): boolean {
  return pipes.has(socket)
}

/**
 * Speaks real HTTP over a pair of in-memory streams, so that streaming, backpressure, aborts and shutdown are the
 * same as over a socket.
 */
export function createInProcess(server: Server): InProcess {
  const agent = new Agent({ connect: pipeTo(server), pipelining: 1, bodyTimeout: 0, headersTimeout: 0 })
  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const response = await undiciFetch(request.url, { ...requestInit(request), dispatcher: agent })
      return asGlobalResponse(response as unknown as Response)
    },
    close: () => agent.close(),
    destroy: () => agent.destroy(),
  }
}

function pipeTo(server: Server): buildConnector.connector {
  return (_options, callback) => {
    const [near, far] = duplexPair()
    pipes.add(far)
    server.emit('connection', asSocket(far))
    // Not at once: the client is not ready for its socket before this returns. Its type wants a net.Socket;
    // it uses no more of it than what is here.
    queueMicrotask(() => callback(null, asSocket(near) as never))
  }
}

/** HTTP code calls these on its sockets; memory has no timers, keep-alive probes or event loop references. */
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

/** The same answer as the class that the caller's `instanceof` knows. */
function asGlobalResponse(response: Response): Response {
  const { status, statusText, headers } = response
  const hasNoBody = status === 204 || status === 304
  return new Response(hasNoBody ? null : response.body, { status, statusText, headers: [...headers] })
}
