import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server, Socket } from 'node:net'

/** The connections between the HTTP library of this process and a server of it. */
export interface Wire {
  /** Whether an end has sent or closed something of which the other end does not know yet. */
  isBusy(): boolean
  unwatch(): void
}

/** Both ends of a connection. Each is absent until its side knows of the connection. */
interface Connection {
  client?: Socket
  server?: Socket
}

/** The channel on which Node's `fetch` tells of each connection. */
const CONNECTED = 'undici:client:connected'

/**
 * Watches both ends of each connection. A busy machine delivers bytes of the loopback milliseconds
 * later, and until then nothing else shows that they are on their way.
 */
export function watchWire(server: Server, port: number): Wire {
  const connections = new Map<number, Connection>()
  const add = (end: keyof Connection, socket: Socket, clientPort: number) => {
    const connection = connections.get(clientPort) ?? {}
    connection[end] = socket
    connections.set(clientPort, connection)
    socket.once('close', () => {
      if (connection.client?.closed && connection.server?.closed) connections.delete(clientPort)
    })
  }
  const onConnected = (message: unknown) => {
    const { socket } = message as { socket: Socket }
    if (socket.remotePort === port) add('client', socket, socket.localPort ?? 0)
  }
  server.on('connection', (socket: Socket) => add('server', socket, socket.remotePort ?? 0))
  subscribe(CONNECTED, onConnected)
  return {
    isBusy: () => [...connections.values()].some(isBusy),
    unwatch: () => void unsubscribe(CONNECTED, onConnected),
  }
}

function isBusy({ client, server }: Connection): boolean {
  if (!client || !server || client.closed !== server.closed) return true
  return client.bytesWritten !== server.bytesRead || server.bytesWritten !== client.bytesRead
}
