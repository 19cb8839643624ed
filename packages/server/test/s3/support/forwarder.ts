import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { quietPort } from '../../../../client/test/support/quiet-port.ts'

/** A way to a server that a test can cut. */
export interface Forwarder {
  endpoint: string
  /** Breaks all connections, and refuses new ones. */
  cut(): Promise<void>
  restore(): Promise<void>
}

/** Forwards connections to an address until the test ends. */
export async function startForwarder(target: string): Promise<Forwarder> {
  const { hostname, port: targetPort } = new URL(target)
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(targetPort), hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => open.delete(from))
      from.pipe(to)
    }
  })
  const port = await quietPort()
  const listen = () => new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const cut = async () => {
    const closed = new Promise((done) => server.close(done))
    for (const socket of open) socket.destroy()
    await closed
  }
  await listen()
  onTestFinished(async () => {
    if (server.listening) await cut()
  })
  return { endpoint: `http://127.0.0.1:${port}`, cut, restore: listen }
}
