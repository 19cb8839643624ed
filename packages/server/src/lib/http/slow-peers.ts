import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Timeouts } from '../config.ts'
import type { App } from './api.ts'
import { Problem } from './problem.ts'

/** One request under way, as far as its pace goes. Instants are milliseconds of one clock. */
export interface Pace {
  sinceMs: number
  /** Whether the whole body has arrived. */
  isRead: boolean
  /** Uploads take as long as they take, as long as bytes keep coming. */
  isUpload: boolean
  /** Bytes of the body so far. */
  received: number
  /** When the answer was given. */
  answeredMs: number | undefined
  /** Since when the reader has had more to read than it takes, and what it took meanwhile. */
  behind: { sinceMs: number; taken: number } | undefined
}

/** `late` is answered with 408; `cut` ends the connection. */
export type Verdict = 'ok' | 'late' | 'cut'

/** Below that a transfer is held open rather than used. */
const MIN_BYTES_PER_SECOND = 1024

/** Says whether a peer keeps its connection busy for longer than it may. */
export function verdictOn(pace: Pace, nowMs: number, timeouts: Timeouts): Verdict {
  const { sinceMs, isRead, isUpload, received, answeredMs, behind } = pace
  if (answeredMs !== undefined) return !isRead && nowMs - answeredMs > timeouts.lingerMs ? 'cut' : 'ok'
  if (behind && isTooSlow(behind.taken, nowMs - behind.sinceMs, timeouts.readerMs)) return 'cut'
  if (isRead) return 'ok'
  if (isUpload) return isTooSlow(received, nowMs - sinceMs, timeouts.readerMs) ? 'cut' : 'ok'
  return nowMs - sinceMs > timeouts.bodyMs ? 'late' : 'ok'
}

function isTooSlow(bytes: number, elapsedMs: number, graceMs: number): boolean {
  return elapsedMs > graceMs && bytes < (elapsedMs / 1000) * MIN_BYTES_PER_SECOND
}

interface Peer {
  request: FastifyRequest
  reply: FastifyReply
  sinceMs: number
  answeredMs: number | undefined
  readBefore: number
  behind: { sinceMs: number; writtenBefore: number } | undefined
}

/**
 * Ends requests whose peers drip: bodies that never end, also those of requests that were refused long ago, and readers
 * that take an answer byte by byte. One look at all of them every few seconds is enough.
 */
export function refuseSlowPeers(app: App, timeouts: Timeouts): void {
  const peers = new Set<Peer>()
  app.addHook('onRequest', async (request, reply) => {
    const peer = peerOf(request, reply)
    peers.add(peer)
    reply.raw.once('finish', () => (peer.answeredMs = performance.now()))
    reply.raw.once('close', () => request.raw.complete && peers.delete(peer))
  })
  // The framework would close at once, and the peer would hear of a broken connection instead of the answer.
  app.addHook('onSend', async (request, reply) => {
    if (!request.raw.complete) reply.removeHeader('connection')
  })
  const timer = setInterval(() => sweep(peers, timeouts), sweepMs(timeouts)).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

function sweepMs({ bodyMs, lingerMs, readerMs }: Timeouts): number {
  return Math.max(10, Math.min(bodyMs, lingerMs, readerMs) / 2)
}

function peerOf(request: FastifyRequest, reply: FastifyReply): Peer {
  const readBefore = request.raw.socket.bytesRead ?? 0
  return { request, reply, sinceMs: performance.now(), answeredMs: undefined, readBefore, behind: undefined }
}

function sweep(peers: Set<Peer>, timeouts: Timeouts): void {
  const nowMs = performance.now()
  for (const peer of peers) {
    const { request, reply } = peer
    const verdict = verdictOn(paceOf(peer, nowMs), nowMs, timeouts)
    if (verdict === 'late') void reply.send(tooLate(timeouts))
    if (verdict === 'cut') request.raw.socket.destroy()
    const isOver = request.raw.destroyed || (reply.raw.closed && request.raw.complete)
    if (isOver || verdict === 'cut') peers.delete(peer)
  }
}

function paceOf(peer: Peer, nowMs: number): Pace {
  const { request, reply, sinceMs, answeredMs, readBefore } = peer
  const { socket, complete, headers } = request.raw
  const written = socket.bytesWritten ?? Infinity
  if (!reply.raw.writableNeedDrain) peer.behind = undefined
  else peer.behind ??= { sinceMs: nowMs, writtenBefore: written }
  return {
    sinceMs,
    answeredMs,
    isRead: complete,
    isUpload: headers['content-type'] === 'application/offset+octet-stream',
    // Memory between two parts of one process has no pace.
    received: (socket.bytesRead ?? Infinity) - readBefore,
    behind: peer.behind && { sinceMs: peer.behind.sinceMs, taken: written - peer.behind.writtenBefore },
  }
}

function tooLate({ bodyMs }: Timeouts): Problem {
  return new Problem(408, 'request_timeout', `The body did not arrive within ${bodyMs / 1000} s.`)
}
