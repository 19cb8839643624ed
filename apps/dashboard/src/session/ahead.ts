import { readApiKey } from './api-key.ts'
import { BASE } from './base.ts'
import { type FirstRequest, firstRequests } from './first-requests.ts'

/** A request that is on its way before the client makes it. */
export interface Ahead {
  isOfState: true | undefined
  response: Promise<Response>
  ending: AbortController
}

/** An answer that nobody took in this time says no longer what is true now. */
const KEPT_FOR_MS = 20_000

const sent = new Map<string, Ahead>()

/**
 * Sends what the page at the address asks first, while its code is still on the way. Otherwise a
 * phone waits for the code, and then for each answer. It never throws, since all works without it.
 */
export function askAhead(): void {
  setTimeout(dropAll, KEPT_FOR_MS)
  try {
    // Below the prefix of a proxy, a page has the path that it has without.
    const path = location.pathname.slice(new URL(BASE).pathname.replace(/\/$/, '').length)
    for (const request of firstRequests(path, location.search)) send(request, readApiKey())
  } catch {
    // The client asks by itself.
  }
}

function send({ path, body, headers, isOfState }: FirstRequest, apiKey: string | undefined): void {
  const url = BASE + path
  const ending = new AbortController()
  const init = {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }), ...headers },
    body: body ?? null,
    signal: ending.signal,
  }
  const response = fetch(url, init)
  // The client hears of a failure when it takes the answer.
  response.catch(() => {})
  sent.set(nameOf(url, init), { isOfState, response, ending })
}

/** Takes out the request that was sent ahead of this one, if there is one. */
export function takeAhead(url: string, init: RequestInit): Ahead | undefined {
  const name = nameOf(url, init)
  const ahead = sent.get(name)
  sent.delete(name)
  return ahead
}

/** A key that was entered meanwhile gets no answer to another. */
function nameOf(url: string, { method, headers, body }: RequestInit): string {
  return [method, url, new Headers(headers).get('authorization'), body].join(' ')
}

function dropAll(): void {
  for (const { ending } of sent.values()) ending.abort()
  sent.clear()
}
