import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

type Handler = (request: Request) => Promise<Response>

/** Serves a handler on a real loopback port, to pages of every origin. */
export async function serve(handler: Handler, onPort = 0): Promise<{ url: string; close(): void }> {
  const server = createServer((message, answer) => void respond(handler, message, answer))
  await new Promise<void>((resolve) => server.listen(onPort, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-headers':
    'authorization, content-type, idempotency-key, if-none-match, if-range, prefer, range, tus-resumable, upload-defer-length, upload-length, upload-metadata, upload-offset',
  'access-control-expose-headers': 'etag, location, retry-after, upload-offset',
}

async function respond(handler: Handler, message: IncomingMessage, answer: ServerResponse): Promise<void> {
  const gone = new AbortController()
  answer.on('close', () => gone.abort())
  const { method = 'GET', url, headers } = message
  if (method === 'OPTIONS') return void answer.writeHead(204, CORS).end()
  const body = ['GET', 'HEAD'].includes(method) ? null : (Readable.toWeb(message) as ReadableStream)
  const request = new Request(`http://${headers.host}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    body,
    signal: gone.signal,
    ...(body && { duplex: 'half' }),
  })
  try {
    const response = await handler(request)
    answer.writeHead(response.status, { ...Object.fromEntries(response.headers), ...CORS })
    if (response.body) await pipeline(Readable.fromWeb(response.body as never), answer)
    else answer.end()
  } catch {
    // The test wanted a broken connection.
    answer.destroy()
  }
}
