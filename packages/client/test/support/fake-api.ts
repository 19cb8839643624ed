import type { StreamBody, Translation, TranslationStatus } from 'video-translation-client'
import { createArtifacts } from './fake-artifacts.ts'
import { createUploads } from './fake-uploads.ts'
import { sampleTranslation } from './sample.ts'

type Change = Partial<Omit<Translation, 'status'>> & { status?: TranslationStatus | (string & {}) }
type Handler = (request: Request, path: string) => Response | undefined | Promise<Response | undefined>

/** An in-memory server with the documented API. The test sets its state. */
export interface FakeApi {
  readonly fetch: typeof fetch
  /** `METHOD /path?query` of every request, in order. */
  readonly requests: string[]
  readonly headers: Headers[]
  readonly bodies: unknown[]
  /** The number of open stream connections. */
  readonly openStreams: () => number
  readonly uploads: ReturnType<typeof createUploads>
  readonly artifacts: ReturnType<typeof createArtifacts>
  add(change?: Change): Translation
  change(id: string, change: Change): Translation
  remove(id: string): void
  /** Can answer a request first. Undefined lets the request through. */
  intercept: Handler
  heartbeat(): void
  endStreams(): void
}

const encoder = new TextEncoder()

export function createFakeApi(): FakeApi {
  const translations = new Map<string, Translation>()
  const created = new Map<string, string>()
  const streams = new Map<ReadableStreamDefaultController<Uint8Array>, Set<string>>()
  const held = new Set<() => void>()
  const uploads = createUploads()
  const artifacts = createArtifacts()
  const api: FakeApi = {
    fetch: async (input, init) => {
      const request = new Request(input, init)
      return await Promise.race([answer(request), aborted(request.signal)])
    },
    requests: [],
    headers: [],
    bodies: [],
    openStreams: () => streams.size,
    uploads,
    artifacts,
    add,
    change,
    remove(id) {
      translations.delete(id)
      send(id, event('removed', { id }))
      wakeHeld()
    },
    intercept: () => undefined,
    heartbeat: () => streams.forEach((_, stream) => stream.enqueue(encoder.encode(': \n\n'))),
    endStreams() {
      for (const stream of streams.keys()) stream.close()
      streams.clear()
    },
  }
  return api

  function add(change: Change = {}): Translation {
    const translation = sampleTranslation(change as Partial<Translation>)
    translations.set(translation.id, translation)
    return translation
  }

  function change(id: string, changes: Change): Translation {
    const old = translations.get(id) as Translation
    const translation = { ...old, version: old.version + 1, ...changes } as Translation
    translations.set(id, translation)
    send(id, event('translation', translation, translation.version))
    wakeHeld()
    return translation
  }

  function send(id: string, text: string): void {
    for (const [stream, ids] of streams) if (ids.has(id)) stream.enqueue(encoder.encode(text))
  }

  function wakeHeld(): void {
    for (const wake of held) wake()
    held.clear()
  }

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const path = url.pathname
    api.requests.push(`${request.method} ${path}${url.search}`)
    api.headers.push(request.headers)
    const isJson = request.headers.get('content-type') === 'application/json'
    api.bodies.push(isJson ? await request.clone().json() : undefined)
    const intercepted = await api.intercept(request, path)
    if (intercepted) return intercepted
    return (await uploads.answer(request, path)) ?? (await route(request, path, url))
  }

  async function route(request: Request, path: string, url: URL): Promise<Response> {
    if (path === '/v1/engines') return Response.json({ items: [{ name: 'simulated', ready: true }] })
    if (path === '/v1/translations/stream')
      return stream((await request.json()) as StreamBody, request.signal)
    if (path === '/v1/translations/validate') return new Response(null, { status: 204 })
    if (path === '/v1/translations')
      return request.method === 'POST' ? await create(request) : list(url.searchParams)
    const [, id = '', , rest = ''] = /^\/v1\/translations\/([^/]+)(\/(.*))?$/.exec(path) ?? []
    const translation = translations.get(decodeURIComponent(id))
    const artifact = artifacts.answer(request, url, rest)
    if (artifact) return artifact
    if (!translation) return problem(404, 'not_found', `There is no translation ${id}.`)
    if (rest === 'events')
      return Response.json({ items: [{ version: 1, at: translation.createdAt, type: 'created' }] })
    if (rest === 'cancel') return Response.json(change(translation.id, { status: 'canceled' }))
    if (request.method === 'DELETE') {
      api.remove(translation.id)
      return new Response(null, { status: 204 })
    }
    return await getOne(request, url, translation.id)
  }

  async function create(request: Request): Promise<Response> {
    const key = request.headers.get('idempotency-key') as string
    const body = (await request.json()) as { to: string[]; source: object }
    const before = translations.get(created.get(key) ?? '')
    const translation =
      before ?? add({ targets: body.to.map((language) => sampleTarget(language)), source: body.source })
    created.set(key, translation.id)
    return Response.json(translation, { status: 201 })
  }

  function list(query: URLSearchParams): Response {
    const ids = query.getAll('id')
    if (ids.length > 100) return problem(400, 'invalid', 'Too many ids.')
    if (ids.length > 0) return Response.json({ items: ids.flatMap((id) => translations.get(id) ?? []) })
    const statuses = query.getAll('status')
    const all = [...translations.values()].filter(({ status }) => !statuses[0] || statuses.includes(status))
    const from = Number(query.get('cursor') ?? 0)
    const to = from + Number(query.get('limit') ?? 50)
    return Response.json({ items: all.slice(from, to), ...(to < all.length && { nextCursor: String(to) }) })
  }

  async function getOne(request: Request, url: URL, id: string): Promise<Response> {
    const etag = request.headers.get('if-none-match')
    const seconds = Number(/^wait=(\d+)$/.exec(request.headers.get('prefer') ?? '')?.[1] ?? 0)
    const same = (): boolean => etag === `"${translations.get(id)?.version}"`
    if (seconds && url.searchParams.get('until') === 'change' && same())
      await hold(seconds * 1000, request.signal)
    const now = translations.get(id)
    if (!now) return problem(404, 'not_found', `There is no translation ${id}.`)
    if (same()) return new Response(null, { status: 304 })
    return Response.json(now, { headers: { etag: `"${now.version}"` } })
  }

  async function hold(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      const wake = (): void => {
        clearTimeout(timer)
        held.delete(wake)
        resolve()
      }
      held.add(wake)
      signal.addEventListener('abort', wake)
    })
  }

  function stream({ translations: wanted = [] }: StreamBody, signal: AbortSignal): Response {
    let mine: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        mine = controller
        streams.set(controller, new Set(wanted.map(({ id }) => id)))
        controller.enqueue(
          encoder.encode(wanted.map(({ id, version = 0 }) => snapshot(id, version)).join('')),
        )
      },
      cancel: () => void streams.delete(mine),
    })
    signal.addEventListener('abort', () => {
      if (streams.delete(mine)) mine.error(signal.reason)
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  }

  function snapshot(id: string, version: number): string {
    const it = translations.get(id)
    if (!it) return event('missing', { id })
    return it.version > version ? event('translation', it, it.version) : ': nothing new\n\n'
  }
}

function event(name: string, data: unknown, id?: number): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
}

function sampleTarget(language: string): Translation['targets'][number] {
  return { language, status: 'pending', artifacts: [], warnings: [] }
}

export function problem(
  status: number,
  code: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const body = { type: 'about:blank', title: code, status, code, detail }
  return Response.json(body, { status, headers: { ...headers, 'content-type': 'application/problem+json' } })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}
