import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import {
  applyFault,
  ConnectionLost,
  createFaultPlan,
  type FaultHandler,
  type FaultRule,
  routePattern,
} from 'video-translation-simulator'
import { quietPort } from '../support/quiet-port.ts'
import { watchWire } from './wire.ts'

/** One incoming request. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly atMs: number
  /** Whether the headers of the response were sent. */
  isAnswered: boolean
}

/** An API on a real loopback port, with faults between it and the client. */
export interface FaultProxy {
  readonly url: string
  /** The exchanges that have not ended. */
  readonly open: ReadonlySet<Exchange>
  /** Grows with every event of a socket. */
  readonly activity: () => number
  /** Whether something was sent, to it or by it, that has not arrived yet. */
  readonly isBusy: () => boolean
  /** The times of the requests with this route. */
  times(route: string): number[]
  /** Path and query of every request. */
  targets(): string[]
  /** Plays these faults from now on, instead of the earlier ones. */
  play(rules: readonly FaultRule[]): void
  /** Breaks every connection. */
  drop(): void
  /** Stops listening, and drops every connection. */
  refuse(): void
  /** Listens again at the same address. */
  accept(): Promise<void>
  close(): void
}

export async function createFaultProxy(handle: FaultHandler): Promise<FaultProxy> {
  const exchanges: Exchange[] = []
  const open = new Set<Exchange>()
  let plan = createFaultPlan([])
  let activity = 0
  const server = createServer((message, answer) => void exchange(message, answer))
  // The client closes idle connections, because the server's own timers are not virtual.
  server.keepAliveTimeout = 0
  server.on('connection', watch)
  const port = await quietPort()
  await listen(server, port)
  const wire = watchWire(server, port)
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    open,
    activity: () => activity,
    isBusy: wire.isBusy,
    times: (route) => exchanges.filter((each) => matches(route, each)).map(({ atMs }) => atMs),
    targets: () => exchanges.map(({ path }) => path),
    play: (rules) => void (plan = createFaultPlan(rules)),
    drop: () => server.closeAllConnections(),
    refuse,
    accept: () => listen(server, port),
    close() {
      wire.unwatch()
      refuse()
    },
  }

  function refuse(): void {
    server.close()
    server.closeAllConnections()
  }

  function watch(socket: Socket): void {
    activity++
    for (const event of ['data', 'drain', 'end', 'close', 'error']) socket.on(event, () => void activity++)
  }

  async function exchange(message: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url: target = '/' } = message
    const mine: Exchange = { method, path: target, atMs: performance.now(), isAnswered: false }
    exchanges.push(mine)
    open.add(mine)
    const gone = new AbortController()
    answer.on('close', () => {
      open.delete(mine)
      activity++
      gone.abort()
    })
    const fault = plan(method, target.split('?')[0] as string)
    try {
      const request = requestOf(message, url + target, gone.signal)
      const response = await applyFault(fault, request, handle)
      mine.isAnswered = true
      await send(response, answer, () => void activity++)
    } catch (error) {
      if (error instanceof ConnectionLost && error.how === 'reset') message.socket.resetAndDestroy()
      else message.socket.destroy()
    }
  }
}

function matches(route: string, { method, path }: Exchange): boolean {
  return routePattern(route).test(`${method} ${path.split('?')[0]}`)
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}

function requestOf(message: IncomingMessage, url: string, signal: AbortSignal): Request {
  const { method = 'GET', headers } = message
  const body = ['GET', 'HEAD'].includes(method) ? null : (Readable.toWeb(message) as ReadableStream)
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  return new Request(url, { method, headers: fields, body, signal, ...(body && { duplex: 'half' }) })
}

/**
 * Sends each chunk before it reads the next, so that a later fault does not lose earlier chunks.
 */
async function send(response: Response, answer: ServerResponse, onSent: () => void): Promise<void> {
  answer.writeHead(response.status, Object.fromEntries(response.headers))
  answer.flushHeaders()
  const reader = response.body?.getReader()
  answer.on('close', () => void reader?.cancel().catch(() => {}))
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const { value } = part
    await new Promise<void>((resolve) => answer.write(value, () => resolve()))
    onSent()
  }
  answer.end()
}
