import { randomUUID } from 'node:crypto'

/** The five documents, by the name that `docs/coming-from.md` gives to each. */
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
}

type Answer = { status?: number; body: unknown }
type Routes = Record<string, (id: string, body: string, query: URLSearchParams) => Answer>

/**
 * The server that a document comes with: it has the document's routes and no others. An unknown path is 404, and another
 * method 405. Routes of one document's server are missing from the others, so a client that mixes them up fails here.
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
  'progressive-client': ({ start, wordOf }) => ({
    'POST /translate': (_, body) => {
      const fields = fieldsIn(body)
      const names = Object.keys(fields).toSorted().join()
      // A model that forbids other fields: an id of the caller is one.
      if (names !== 'source_language,target_language')
        return { status: 422, body: { detail: `Unexpected fields: ${names}` } }
      return { body: { job_id: start(), status: 'pending' } }
    },
    'GET /job/{id}': (id) => told(wordOf(id), (status) => ({ job_id: id, status }), 'Job not found'),
  }),
  'adaptive-client': single,
  'bulk-client': ({ start, wordOf }) => ({
    'POST /create_job': (_, body) =>
      body === '' ? { body: { job_id: start() } } : { status: 400, body: { error: 'No body, please' } },
    'GET /status/{id}': (id) => told(wordOf(id), (result) => ({ result }), 'Job not found'),
  }),
  'status-simulation': single,
  'job-simulation': ({ start, wordOf }) => ({
    'POST /start': (_, body) => {
      const id = fieldsIn(body)['job_id']
      if (typeof id !== 'string') return { status: 400, body: { error: 'Job Id is required' } }
      if (wordOf(id)) return { status: 404, body: { error: 'Job Id is already in current Jobs' } }
      return { body: { message: 'Job successfully recieved', job_id: start(id) } }
    },
    'GET /status': (_, __, query) => {
      const id = query.get('job_id') ?? ''
      return told(wordOf(id), (status) => ({ job_id: id, status }), 'Job Id not found')
    },
  }),
}

function single({ start, wordOf }: Jobs): Routes {
  let id: string | undefined
  return { 'GET /status': () => ({ body: { result: wordOf((id ??= start())) } }) }
}

interface Jobs {
  start(id?: string): string
  wordOf(id: string): string | undefined
}

function createJobs({ durationMs = 2000, end = 'completed' }: JobSettings): Jobs {
  const endsAtMs = new Map<string, number>()
  return {
    start(id = randomUUID()) {
      endsAtMs.set(id, Date.now() + durationMs)
      return id
    },
    wordOf(id) {
      const atMs = endsAtMs.get(id)
      if (atMs === undefined) return undefined
      return Date.now() < atMs ? 'pending' : end
    },
  }
}

function told(word: string | undefined, view: (word: string) => object, missing: string): Answer {
  return word === undefined ? { status: 404, body: { error: missing } } : { body: view(word) }
}

/** The id in a path that fits a route, whatever its method; an empty one where the route has none. */
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
