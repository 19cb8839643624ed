import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { isInProcess } from './in-process.ts'

/** Connections that have not sent a request yet. Clients and browsers open some in advance. */
export interface SilentConnections {
  destroy(): void
}

/**
 * Node counts such a connection as busy instead of idle, so closing the server would wait for its
 * timeout.
 */
export function watchSilentConnections(server: Server): SilentConnections {
  const silent = new Set<Socket>()
  server.on('connection', (socket) => {
    if (isInProcess(socket)) return
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', (request) => silent.delete(request.socket))
  return {
    destroy() {
      // A connection in the middle of its first request's head has already sent bytes.
      for (const socket of silent) if (socket.bytesRead === 0) socket.destroy()
    },
  }
}
