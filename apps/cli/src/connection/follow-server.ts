import { untilInterrupted } from '../interrupt.ts'
import type { LocalServer } from './local-server.ts'

/** The server that has a data folder now, and a `fetch` that reaches it. */
export interface FollowedServer {
  readonly current: LocalServer
  /** Keeps the path of the address, and sends the request to the current server. */
  readonly fetch: typeof fetch
  /** Ends a search for the next server, too. */
  close(): Promise<void>
}

/**
 * Follows a data folder from server to server. The first one may belong to another command and stop
 * with it at any moment; requests that find it gone go to the next one.
 * @param find finds the next server, or starts one, until its signal aborts
 */
export function followServer(
  first: LocalServer,
  find: (signal: AbortSignal) => Promise<LocalServer>,
): FollowedServer {
  const closing = new AbortController()
  const origins = new Set([originOf(first.url)])
  let current = first
  let moving: Promise<void> | undefined
  const move = async () => {
    await current.close()
    closing.signal.throwIfAborted()
    current = await find(closing.signal)
    origins.add(originOf(current.url))
  }
  const moveFrom = async (gone: LocalServer) => {
    // Several requests find the same server gone, and a second move would leave the next one.
    if (current === gone) await (moving ??= move().finally(() => (moving = undefined)))
  }
  return {
    get current() {
      return current
    },
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input)
      // The bytes of a file may be in a bucket, which is no server of this folder.
      if (!origins.has(url.origin)) return await globalThis.fetch(input, init)
      const asked = input instanceof Request ? new Request(input, init) : (init ?? {})
      const server = current
      try {
        return await sendTo(server, url, asked)
      } catch (error) {
        if (!isRefused(error)) throw error
        await whileWanted(moveFrom(server), asked)
        // A stream is used up. The client asks how much has arrived, and goes on from there.
        if (asked.body instanceof ReadableStream) throw error
        return await sendTo(current, url, asked)
      }
    },
    async close() {
      closing.abort()
      await moving?.catch(() => undefined)
      await current.close()
    },
  }
}

function originOf(url: string): string {
  return new URL(url).origin
}

/** A request that is given up waits no longer. The move goes on, for the others. */
async function whileWanted(move: Promise<void>, { signal }: Request | RequestInit): Promise<void> {
  await (signal ? untilInterrupted(move, { signal }) : move)
}

function sendTo(
  { url, apiKey, fetch = globalThis.fetch }: LocalServer,
  { pathname, search }: URL,
  asked: Request | RequestInit,
): Promise<Response> {
  const headers = new Headers(asked.headers)
  // Each server of this machine writes its own key into the data folder.
  if (apiKey !== undefined && !headers.has('authorization')) headers.set('authorization', `Bearer ${apiKey}`)
  const target = new URL(pathname + search, url)
  // The members of a request are none of its own, so they cannot be spread.
  if (asked instanceof Request) return fetch(new Request(target, asked), { headers })
  return fetch(target, { ...asked, headers })
}

/** Nobody has received the request, so it may be sent again whatever it does. */
function isRefused(error: unknown): boolean {
  // The reason of an abort may be anything, also null.
  const { cause } = (error ?? {}) as { cause?: { code?: string } }
  return cause?.code === 'ECONNREFUSED'
}
