import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Timeouts } from '../../config/server-options.ts'
import type { App } from '../requests/typed-app.ts'
import { Problem } from '../problems/problem.ts'

/** The transfer progress of one request. Instants are milliseconds of one clock. */
export interface PeerProgress {
  sinceMs: number
  /** Whether the whole body has arrived. */
  isRead: boolean
  /** An upload may take any time while bytes keep arriving. */
  isUpload: boolean
  /** The bytes that arrived in the current period. */
  arriving: Transfer
  /** When the answer was sent. */
  answeredMs: number | undefined
  /**
   * The bytes that the client read in the current period; present only while the client is behind.
   */
  behind: Transfer | undefined
}

/**
 * Bytes since the start of a period. An average since the start of the request would let a fast
 * start excuse hours of idling.
 */
export interface Transfer {
  sinceMs: number
  bytes: number
}

/** `late` is answered with 408; `cut` closes the connection. */
export type PeerVerdict = 'ok' | 'late' | 'cut'

/** A slower transfer only keeps the connection open. */
const MIN_BYTES_PER_SECOND = 1024

/** Decides whether a peer keeps its connection busy for longer than allowed. */
export function judgePeer(progress: PeerProgress, nowMs: number, timeouts: Timeouts): PeerVerdict {
  const { sinceMs, isRead, isUpload, arriving, answeredMs, behind } = progress
  if (answeredMs !== undefined) return !isRead && nowMs - answeredMs > timeouts.lingerMs ? 'cut' : 'ok'
  if (behind && isTooSlow(behind, nowMs, timeouts)) return 'cut'
  if (isRead) return 'ok'
  if (isUpload) return isTooSlow(arriving, nowMs, timeouts) ? 'cut' : 'ok'
  return nowMs - sinceMs > timeouts.bodyMs ? 'late' : 'ok'
}

function isTooSlow(transfer: Transfer, nowMs: number, timeouts: Timeouts): boolean {
  const seconds = (nowMs - transfer.sinceMs) / 1000
  return isPeriodOver(transfer, nowMs, timeouts) && transfer.bytes < seconds * MIN_BYTES_PER_SECOND
}

function isPeriodOver({ sinceMs }: { sinceMs: number }, nowMs: number, { readerMs }: Timeouts): boolean {
  return nowMs - sinceMs > readerMs
}

interface Peer {
  request: FastifyRequest
  reply: FastifyReply
  sinceMs: number
  answeredMs: number | undefined
  /** The socket's counters at the start of the current period. */
  arriving: Period
  behind: Period | undefined
}

interface Period {
  sinceMs: number
  bytesBefore: number
}

/**
 * Ends requests of peers that send or read only drop by drop: bodies that never end, even of
 * refused requests, and answers read byte by byte. Checking all of them every few seconds is
 * enough.
 */
export function refuseSlowPeers(app: App, timeouts: Timeouts): void {
  const peers = new Set<Peer>()
  app.addHook('onRequest', async (request, reply) => {
    const peer = peerOf(request, reply)
    peers.add(peer)
    reply.raw.once('finish', () => (peer.answeredMs = performance.now()))
    reply.raw.once('close', () => request.raw.complete && peers.delete(peer))
  })
  // The framework would close the connection at once, and the peer would see a broken connection
  // instead of the answer.
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
  const sinceMs = performance.now()
  const arriving = { sinceMs, bytesBefore: request.raw.socket.bytesRead ?? 0 }
  return { request, reply, sinceMs, answeredMs: undefined, arriving, behind: undefined }
}

function sweep(peers: Set<Peer>, timeouts: Timeouts): void {
  const nowMs = performance.now()
  for (const peer of peers) {
    const { request, reply } = peer
    const verdict = judgePeer(progressOf(peer, nowMs, timeouts), nowMs, timeouts)
    if (verdict === 'late') void reply.send(tooLate(timeouts))
    if (verdict === 'cut') request.raw.socket.destroy()
    const isOver = request.raw.destroyed || (reply.raw.closed && request.raw.complete)
    if (isOver || verdict === 'cut') peers.delete(peer)
  }
}

function progressOf(peer: Peer, nowMs: number, timeouts: Timeouts): PeerProgress {
  const { request, reply, sinceMs, answeredMs } = peer
  const { socket, complete, headers } = request.raw
  // An in-memory connection has no counters.
  const { bytesRead = Infinity, bytesWritten = Infinity } = socket
  const progress = {
    sinceMs,
    answeredMs,
    isRead: complete,
    isUpload: headers['content-type'] === 'application/offset+octet-stream',
    arriving: transferIn(peer.arriving, bytesRead),
    behind: peer.behind && reply.raw.writableNeedDrain ? transferIn(peer.behind, bytesWritten) : undefined,
  }
  if (isPeriodOver(peer.arriving, nowMs, timeouts)) peer.arriving = periodFrom(nowMs, bytesRead)
  if (!reply.raw.writableNeedDrain) peer.behind = undefined
  else if (!peer.behind || isPeriodOver(peer.behind, nowMs, timeouts))
    peer.behind = periodFrom(nowMs, bytesWritten)
  return progress
}

function transferIn({ sinceMs, bytesBefore }: Period, bytes: number): Transfer {
  return { sinceMs, bytes: bytes - bytesBefore }
}

function periodFrom(sinceMs: number, bytesBefore: number): Period {
  return { sinceMs, bytesBefore }
}

function tooLate({ bodyMs }: Timeouts): Problem {
  return new Problem(408, 'request_timeout', `The body did not arrive within ${bodyMs / 1000} s.`)
}
