import type { LocalServer } from './local-server.ts'

/** The server that has a data folder now, and a `fetch` that reaches it. */
export interface FollowedServer {
  readonly current: LocalServer
  /** Keeps the path of the address, and sends the request to the current server. */
  readonly fetch: typeof fetch
  close(): Promise<void>
}

/**
 * Follows a data folder from server to server. The first one may belong to another command and stop
 * with it at any moment; requests that find it gone go to the next one.
 * @param find finds the next server, or starts one
 */
export function followServer(first: LocalServer, find: () => Promise<LocalServer>): FollowedServer {
  const origins = new Set([originOf(first.url)])
  let current = first
  let moving: Promise<void> | undefined
  const move = async () => {
    await current.close()
    current = await find()
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
      const server = current
      try {
        return await sendTo(server, url, init)
      } catch (error) {
        if (!isRefused(error)) throw error
        await moveFrom(server)
        // A stream is used up. The client asks how much has arrived, and goes on from there.
        if (init?.body instanceof ReadableStream) throw error
        return await sendTo(current, url, init)
      }
    },
    async close() {
      await moving?.catch(() => undefined)
      await current.close()
    },
  }
}

function originOf(url: string): string {
  return new URL(url).origin
}

function sendTo(
  { url, apiKey, fetch = globalThis.fetch }: LocalServer,
  { pathname, search }: URL,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers)
  // Each server of this machine writes its own key into the data folder.
  if (apiKey !== undefined && !headers.has('authorization')) headers.set('authorization', `Bearer ${apiKey}`)
  return fetch(new URL(pathname + search, url), { ...init, headers })
}

/** Nobody has received the request, so it may be sent again whatever it does. */
function isRefused(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } }
  return cause?.code === 'ECONNREFUSED'
}
