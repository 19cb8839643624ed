import { takeAhead } from './ahead.ts'
import { readAlong } from './read-along.ts'

/** How far the work was in each state that the stream has sent. */
const heard = new Set<string>()

/**
 * The `fetch` of the client. It hands out the answer to a request that was sent ahead, once. One
 * that is older than what the stream has sent since is asked for again: the page would show it for
 * good, because it asks next when a state differs from the one that it has drawn.
 */
export async function fetchAhead(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const ahead = init.signal?.aborted ? undefined : takeAhead(String(input), init)
  if (!ahead) return await fetch(input, init)
  const { response, ending, isOfState } = ahead
  if (isOfState && heard.size !== 1) {
    ending.abort()
    return await fetch(input, init)
  }
  init.signal?.addEventListener('abort', () => ending.abort())
  return init.body ? readAlong(await response, heard) : await response
}
