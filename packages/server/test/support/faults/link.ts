import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { quietPort } from '../../../../client/test/support/quiet-port.ts'

/** The only way from one process to another, which can be broken. */
export interface Link {
  readonly port: number
  /** Breaks all connections, and refuses new ones. */
  cut(): Promise<void>
  /** Keeps all connections and lets nothing through, as a network does that drops packets. */
  silence(): void
  /** Undoes both. */
  heal(): Promise<void>
  close(): Promise<void>
}

interface Pair {
  client: Socket
  upstream: Socket
}

export async function openLink(target: { host: string; port: number }): Promise<Link> {
  const pairs = new Set<Pair>()
  let isSilent = false
  const server = createServer({ pauseOnConnect: true }, (client) => {
    const pair = { client, upstream: connect(target) }
    pairs.add(pair)
    endTogether(pair, () => pairs.delete(pair))
    if (!isSilent) join(pair)
  })
  const port = await quietPort()
  const listen = async () => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const cut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const { client, upstream } of pairs) for (const socket of [client, upstream]) socket.destroy()
    await closed
  }
  await listen()
  return {
    port,
    cut,
    silence() {
      isSilent = true
      for (const pair of pairs) part(pair)
    },
    async heal() {
      isSilent = false
      for (const pair of pairs) join(pair)
      if (!server.listening) await listen()
    },
    close: cut,
  }
}

function endTogether({ client, upstream }: Pair, onEnd: () => void): void {
  const end = () => {
    client.destroy()
    upstream.destroy()
    onEnd()
  }
  for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
}

function join({ client, upstream }: Pair): void {
  client.pipe(upstream)
  upstream.pipe(client)
}

function part({ client, upstream }: Pair): void {
  for (const socket of [client, upstream]) socket.unpipe().pause()
}
