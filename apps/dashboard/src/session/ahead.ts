import { readApiKey } from './api-key.ts'
import { BASE } from './base.ts'
import { type FirstRequest, firstRequests } from './first-requests.ts'

/** A request that is on its way before the client makes it. */
interface Ahead {
  response: Promise<Response>
  ending: AbortController
}

/** An answer that nobody took in this time says no longer what is true now. */
const KEPT_FOR_MS = 20_000

const sent = new Map<string, Ahead>()

/**
 * Sends what the page at the address asks first, while its code is still on the way. Otherwise a
 * phone waits for the code, and then for each answer.
 */
export function askAhead(): void {
  // Below the prefix of a proxy, a page has the path that it has without.
  const path = location.pathname.slice(new URL(BASE).pathname.replace(/\/$/, '').length)
  for (const request of firstRequests(path, location.search)) send(request, readApiKey())
  setTimeout(dropAll, KEPT_FOR_MS)
}

function send({ path, body, headers }: FirstRequest, apiKey: string | undefined): void {
  const ending = new AbortController()
  const init = {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }), ...headers },
    body: body ?? null,
    signal: ending.signal,
  }
  const response = fetch(BASE + path, init)
  // The client hears of a failure when it takes the answer.
  response.catch(() => {})
  sent.set(nameOf(BASE + path, init), { response, ending })
}

/** The `fetch` of the client. It hands out the answer to a request that was sent ahead, once. */
export function fetchAhead(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const name = nameOf(String(input), init)
  const ahead = sent.get(name)
  if (!ahead || init.signal?.aborted) return fetch(input, init)
  sent.delete(name)
  init.signal?.addEventListener('abort', () => ahead.ending.abort())
  return ahead.response
}

/** A key that was entered meanwhile gets no answer to another. */
export function nameOf(url: string, { method, headers, body }: RequestInit): string {
  return [method, url, new Headers(headers).get('authorization'), body].join(' ')
}

function dropAll(): void {
  for (const { ending } of sent.values()) ending.abort()
  sent.clear()
}
