import { randomUUID } from 'node:crypto'

/** The five requirement documents, by their names in `docs/coming-from.md`. */
export type DocumentName =
  | 'progressive-client'
  | 'adaptive-client'
  | 'bulk-client'
  | 'status-simulation'
  | 'job-simulation'

export interface DocumentServer {
  readonly fetch: (request: Request) => Promise<Response>
  /** Every request, as `METHOD /path?query`. */
  readonly requests: string[]
}

export interface JobSettings {
  /** Default: 2000. */
  durationMs?: number
  end?: 'completed' | 'error'
  /** Milliseconds. Default: the system's. */
  now?: () => number
}

type Answer = { status?: number; body: unknown }
type Routes = Record<string, (id: string, body: string, query: URLSearchParams) => Answer>

/**
 * The server of one document, with exactly its routes: an unknown path is a 404, another method a
 * 405. So a client that uses the routes of another document fails.
 */
export function documentServer(name: DocumentName, settings: JobSettings = {}): DocumentServer {
  const routes = SERVERS[name](createJobs(settings))
  const requests: string[] = []
  return {
    requests,
    async fetch(request) {
      const { pathname, search, searchParams } = new URL(request.url)
      requests.push(`${request.method} ${pathname}${search}`)
      const path = Object.keys(routes).find((route) => idIn(route, pathname) !== undefined)
      if (!path) return Response.json({ detail: 'Not Found' }, { status: 404 })
      if (!path.startsWith(`${request.method} `))
        return Response.json({ detail: 'Method Not Allowed' }, { status: 405 })
      const { status = 200, body } = routes[path]!(
        idIn(path, pathname) ?? '',
        await request.text(),
        searchParams,
      )
      return Response.json(body, { status })
    },
  }
}

const SERVERS: Record<DocumentName, (jobs: Jobs) => Routes> = {
  'progressive-client': ({ start, statusOf }) => ({
    'POST /translate': (_, body) => {
      const fields = fieldsIn(body)
      const names = Object.keys(fields).toSorted().join()
      // The document's model forbids other fields, e.g. an id of the caller.
      if (names !== 'source_language,target_language')
        return { status: 422, body: { detail: `Unexpected fields: ${names}` } }
      return { body: { job_id: start(), status: 'pending' } }
    },
    'GET /job/{id}': (id) =>
      statusAnswer(statusOf(id), (status) => ({ job_id: id, status }), 'Job not found'),
  }),
  'adaptive-client': single,
  'bulk-client': ({ start, statusOf }) => ({
    'POST /create_job': (_, body) =>
      body === '' ? { body: { job_id: start() } } : { status: 400, body: { error: 'No body, please' } },
    'GET /status/{id}': (id) => statusAnswer(statusOf(id), (result) => ({ result }), 'Job not found'),
  }),
  'status-simulation': single,
  'job-simulation': ({ start, statusOf }) => ({
    'POST /start': (_, body) => {
      const id = fieldsIn(body)['job_id']
      if (typeof id !== 'string') return { status: 400, body: { error: 'Job Id is required' } }
      if (statusOf(id)) return { status: 404, body: { error: 'Job Id is already in current Jobs' } }
      return { body: { message: 'Job successfully recieved', job_id: start(id) } }
    },
    'GET /status': (_, __, query) => {
      const id = query.get('job_id') ?? ''
      return statusAnswer(statusOf(id), (status) => ({ job_id: id, status }), 'Job Id not found')
    },
  }),
}

function single({ start, statusOf }: Jobs): Routes {
  let id: string | undefined
  return { 'GET /status': () => ({ body: { result: statusOf((id ??= start())) } }) }
}

interface Jobs {
  start(id?: string): string
  statusOf(id: string): string | undefined
}

function createJobs({ durationMs = 2000, end = 'completed', now = () => Date.now() }: JobSettings): Jobs {
  const endsAtMs = new Map<string, number>()
  return {
    start(id = randomUUID()) {
      endsAtMs.set(id, now() + durationMs)
      return id
    },
    statusOf(id) {
      const atMs = endsAtMs.get(id)
      if (atMs === undefined) return undefined
      return now() < atMs ? 'pending' : end
    },
  }
}

function statusAnswer(status: string | undefined, view: (status: string) => object, missing: string): Answer {
  return status === undefined ? { status: 404, body: { error: missing } } : { body: view(status) }
}

/** The id in a path that matches a route's pattern. Empty for a route without an id. */
function idIn(route: string, pathname: string): string | undefined {
  const [, pattern = ''] = route.split(' ')
  if (!pattern.includes('{id}')) return pathname === pattern ? '' : undefined
  const id = new RegExp(`^${pattern.replace('{id}', '([^/]+)')}$`).exec(pathname)?.[1]
  return id === undefined ? undefined : decodeURIComponent(id)
}

function fieldsIn(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    return {}
  }
}
