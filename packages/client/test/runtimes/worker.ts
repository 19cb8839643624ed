import { VideoTranslationClient } from 'video-translation-client'
import { useClient } from './program.ts'

declare const SERVER: string

const client = new VideoTranslationClient(SERVER)

interface Environment {
  OWNER: {
    idFromName(name: string): unknown
    get(id: unknown): { fetch(request: Request): Promise<Response> }
  }
}

export default {
  async fetch(request: Request, { OWNER }: Environment): Promise<Response> {
    if (new URL(request.url).pathname.startsWith('/object/'))
      return await OWNER.get(OWNER.idFromName('one')).fetch(request)
    return await answer(request, client)
  },
}

/** Keeps one client for all of its requests. */
export class Owner {
  readonly #client = new VideoTranslationClient(SERVER, { shareWaits: true })

  async fetch(request: Request): Promise<Response> {
    return await answer(request, this.#client)
  }
}

async function answer({ url }: Request, using: VideoTranslationClient): Promise<Response> {
  const { pathname, searchParams } = new URL(url)
  const id = searchParams.get('id') ?? ''
  try {
    return Response.json(await ACTIONS[pathname.split('/').at(-1) ?? '']?.(using, id))
  } catch (error) {
    return Response.json({ error: String(error) }, { status: 500 })
  }
}

const ACTIONS: Record<string, (using: VideoTranslationClient, id: string) => Promise<unknown>> = {
  program: (using) => useClient(using),
  wait: async (using, id) => (await using.wait(id)).status,
  notified: async (using, id) => (await using.wait(id, { transport: 'notify', timeoutMs: 5_000 })).status,
  notify: async (using, id) => using.notify({ id }),
  /** Begins a wait that outlives this request. */
  async begin(using, id) {
    using.wait(id).catch(() => {})
    return (await using.get(id)).status
  },
}
