import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { isInProcess } from './in-process.ts'

/** Connections that have not asked for anything yet: clients and browsers open them in advance. */
export interface SilentConnections {
  destroy(): void
}

/** Node counts such a connection as busy, not as idle, so closing would wait for it until its time is up. */
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
      // One that is in the middle of its first request's head has sent something.
      for (const socket of silent) if (socket.bytesRead === 0) socket.destroy()
    },
  }
}
