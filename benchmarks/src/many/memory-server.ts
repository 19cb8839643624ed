// A translation server in memory, for more jobs than can be made to end on time otherwise: HTTP and the API are real.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { StreamBody, Translation } from 'video-translation-client'
import type { Served, ServerOrder } from './orders.ts'

interface Job {
  version: number
  finishedAt?: string
}

const HEARTBEAT_MS = 15_000
const CREATED = new Date().toISOString()
const jobs = new Map<string, Job>()
const streams = new Set<{ ids: Set<string>; response: ServerResponse }>()
const held = new Map<string, () => void>()

const server = createServer((request, response) => {
  void answer(request, response)
})
server.listen(0, '127.0.0.1', () =>
  tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
setInterval(() => streams.forEach(({ response }) => response.write(': \n\n')), HEARTBEAT_MS).unref()
process.on('message', (order: ServerOrder) => {
  const ids = Array.from({ length: order.jobs }, (_, i) => `tr_${order.name}_${String(i).padStart(7, '0')}`)
  ids.forEach((id) => jobs.set(id, { version: 1 }))
  tell({ ids })
  endThem(ids, Date.now() + order.afterMs, order.withinMs)
})
process.on('disconnect', () => process.exit())

function tell(message: Served): void {
  process.send?.(message)
}

/** Each at its instant, evenly over the time. */
function endThem(ids: readonly string[], fromMs: number, withinMs: number): void {
  let next = 0
  const endDue = (): void => {
    for (; next < ids.length && fromMs + (next * withinMs) / ids.length <= Date.now(); next++)
      finish(ids[next] as string)
    if (next === ids.length) return
    setTimeout(endDue, Math.max(0, fromMs + (next * withinMs) / ids.length - Date.now()))
  }
  endDue()
}

function finish(id: string): void {
  jobs.set(id, { version: 2, finishedAt: new Date().toISOString() })
  for (const { ids, response } of streams) if (ids.has(id)) response.write(event(id))
  held.get(id)?.()
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://server')
  if (url.pathname.endsWith('/stream')) return stream(await readBody(request), response)
  const ids = url.searchParams.getAll('id')
  response.setHeader('content-type', 'application/json')
  if (ids.length > 0) return void response.end(JSON.stringify({ items: ids.map(state) }))
  const id = url.pathname.split('/').at(-1) ?? ''
  const isNews = () => request.headers['if-none-match'] !== `"${jobs.get(id)?.version}"`
  if (!isNews() && request.headers.prefer) await until(id, 30_000)
  if (isNews()) return void response.end(JSON.stringify(state(id)))
  response.writeHead(304).end()
}

function until(id: string, ms: number): Promise<void> {
  return new Promise((resolve) => {
    held.set(id, resolve)
    setTimeout(resolve, ms).unref()
  })
}

function stream({ translations = [] }: StreamBody, response: ServerResponse): void {
  const ids = new Set(translations.map(({ id }) => id))
  const one = { ids, response }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(': \n\n')
  for (const { id, version = 0 } of translations)
    if ((jobs.get(id)?.version ?? 0) > version) response.write(event(id))
  streams.add(one)
  response.on('close', () => streams.delete(one))
}

function event(id: string): string {
  const translation = state(id)
  return `event: translation\nid: ${translation.version}\ndata: ${JSON.stringify(translation)}\n\n`
}

function state(id: string): Translation {
  const { version = 1, finishedAt } = jobs.get(id) ?? {}
  const status = finishedAt ? 'completed' : 'running'
  return {
    id,
    version,
    status,
    engine: 'simulated',
    source: { url: 'https://example.com/talk.mp4', durationSeconds: 60 },
    targets: [{ language: 'es', status, artifacts: [], warnings: [] }],
    artifacts: [],
    createdAt: CREATED,
    updatedAt: finishedAt ?? CREATED,
    ...(finishedAt && { finishedAt }),
  }
}

async function readBody(request: IncomingMessage): Promise<StreamBody> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as StreamBody
}
