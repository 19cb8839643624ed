import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A proxy on the loopback that resolves its own test names. */
export interface TestProxy extends AsyncDisposable {
  url: string
  /** Request lines, e.g. `GET http://videos.test/a.mp4` and `CONNECT videos.test:443`. */
  asked: string[]
  /** `Proxy-Authorization` of the last request. */
  authorization: string | undefined
}

/** @param ports on the loopback by their test names, e.g. `{ 'videos.test': 8080 }` */
export async function startTestProxy(ports: Record<string, number>): Promise<TestProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((incoming, outgoing) => {
    proxy.asked.push(`${incoming.method} ${incoming.url}`)
    proxy.authorization = incoming.headers['proxy-authorization']
    const url = new URL(incoming.url ?? '')
    const { method, headers } = incoming
    const target = { port: ports[url.hostname], host: '127.0.0.1', path: url.pathname, method, headers }
    const onward = request(target, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(onward)
  })
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.on('connect', ({ url = '' }, socket: Socket, head: Buffer) => {
    proxy.asked.push(`CONNECT ${url}`)
    const port = ports[url.split(':')[0] ?? '']
    if (port === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: TestProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    authorization: undefined,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
  return proxy
}
