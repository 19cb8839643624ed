import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'

export interface ListenSettings {
  host: string
  port: number
}

/** Serves a handler on a socket. Rejects with the system's error, e.g. `EADDRINUSE`. */
export async function listen(
  handle: (request: Request) => Promise<Response>,
  { host, port }: ListenSettings,
): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((message, answer) => void exchange(message, answer, handle))
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/mcp`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function exchange(
  message: IncomingMessage,
  answer: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const gone = new AbortController()
  answer.on('close', () => gone.abort())
  try {
    const { status, headers, body } = await handle(requestOf(message, gone.signal))
    answer.writeHead(status, Object.fromEntries(headers))
    if (body) await pipeline(Readable.fromWeb(body as ReadableStream), answer)
    else answer.end()
  } catch {
    // A caller that has gone is no failure, and a broken request needs no other answer.
    if (answer.headersSent) message.socket.destroy()
    else answer.writeHead(400).end()
  }
}

function requestOf(message: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', headers, url = '/' } = message
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  const body = ['GET', 'HEAD'].includes(method) ? null : Readable.toWeb(message)
  return new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
    method,
    headers: fields,
    signal,
    ...(body && { body: body as globalThis.ReadableStream, duplex: 'half' }),
  })
}
