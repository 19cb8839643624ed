/** A request to the server, as the client makes it. */
export interface FirstRequest {
  path: string
  /** Only the stream of states has one. Absent: nothing is sent, and the method is GET. */
  body?: string
  headers?: Record<string, string>
  /** It is drawn with a state of the stream, and must not be older. */
  isOfState?: true
}

const ENGINES: FirstRequest = { path: '/v1/engines' }
const COUNTS: FirstRequest = { path: '/v1/translations/counts' }
const LIST: FirstRequest = { path: '/v1/translations?limit=100' }
const STATS: FirstRequest = { path: '/v1/stats?days=14' }

/**
 * What the page at an address asks first.
 * @param search the query of the address: a filter in it changes what is asked
 */
export function firstRequests(path: string, search: string): FirstRequest[] {
  const [, id, studio] = /^\/translations\/([\w-]+)(\/studio\/[^/]+)?\/?$/.exec(path) ?? []
  if (id !== undefined) return [stream(id), ofState(id, studio ? 'cues' : 'events'), ENGINES]
  if (path === '/overview') return [STATS, COUNTS, ENGINES]
  return path === '/' && search === '' ? [LIST, COUNTS, ENGINES] : [ENGINES]
}

function stream(id: string): FirstRequest {
  return {
    path: '/v1/translations/stream',
    body: JSON.stringify({ translations: [{ id, version: 0 }] }),
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
  }
}

function ofState(id: string, what: 'cues' | 'events'): FirstRequest {
  return { path: `/v1/translations/${id}/${what}`, isOfState: true }
}
