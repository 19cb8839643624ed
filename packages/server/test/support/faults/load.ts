import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { isFinal, type TranslationStatus, VideoTranslationClient } from 'video-translation-client'
import type { HistoryRecord } from './history.ts'

/** Users who create translations and watch each to its end, whatever breaks meanwhile. */
export interface Load {
  readonly client: VideoTranslationClient
  /** How many translations were seen to end. */
  readonly ended: number
  /** Creates no more. Resolves when all that was created has ended. */
  finish(): Promise<void>
}

export interface LoadOptions {
  /** The API nodes. */
  urls: string[]
  record: (record: HistoryRecord) => void
  apiKey?: string
  /** How many users there are, each with a client of its own. Default: 1. */
  users?: number
  /**
   * The most translations of a user that have not ended; more would only make the end of a run
   * longer. Default: 10.
   */
  openAtOnce?: number
}

const PAUSE_MS = 150
/** One of so many is canceled. */
const CANCELED_OF = 5
const OPEN_AT_ONCE = 10
/** Longer than any fault. */
const OUTAGE_MS = 300_000

export function putLoad({ users = 1, ...options }: LoadOptions): Load {
  const loads = Array.from({ length: users }, (_, user) => putUser(`user-${user}`, user, options))
  return {
    client: (loads[0] as Load).client,
    get ended() {
      return loads.reduce((sum, load) => sum + load.ended, 0)
    },
    async finish() {
      await Promise.all(loads.map((load) => load.finish()))
      for (const { client } of loads.slice(1)) await client.close()
    },
  }
}

/** @param firstNode where its first request goes */
function putUser(reader: string, firstNode: number, options: LoadOptions): Load {
  const { urls, record, apiKey, openAtOnce = OPEN_AT_ONCE } = options
  const client = new VideoTranslationClient(urls[0] ?? '', {
    ...(apiKey !== undefined && { apiKey }),
    fetch: createFailover(urls, firstNode, (node) => record({ op: 'stream', reader, node })),
    retry: { limit: 100, minDelayMs: 50, maxDelayMs: 500 },
    timeoutMs: 5_000,
  })
  const stopping = new AbortController()
  const watches = new Set<Promise<void>>()
  let [created, ended] = [0, 0]
  const creating = createUntil(stopping.signal, async () => {
    if (watches.size >= openAtOnce) return
    const key = randomUUID()
    record({ op: 'create', key })
    const { id } = await createOnce(client, key)
    record({ op: 'create', key, id })
    if (++created % CANCELED_OF === 0) await cancel(client, id, record)
    const watching = watch({ client, id, reader }, record)
      .then(() => void ended++)
      .finally(() => watches.delete(watching))
    watches.add(watching)
  })
  return {
    client,
    get ended() {
      return ended
    },
    async finish() {
      stopping.abort()
      await creating
      await Promise.all(watches)
    },
  }
}

async function createUntil(stopping: AbortSignal, create: () => Promise<void>): Promise<void> {
  while (!stopping.aborted) {
    await create()
    await delay(PAUSE_MS)
  }
}

/** The client repeats a create whose answer was lost, under the same key. */
async function createOnce(client: VideoTranslationClient, key: string): Promise<{ id: string }> {
  const request = { source: 'https://example.com/talk.mp4', from: 'en', to: ['es', 'fr'], reference: key }
  for (;;) {
    try {
      return await client.create({ ...request, idempotencyKey: key })
    } catch (error) {
      if (!isPassing(error)) throw error
      await delay(200)
    }
  }
}

/** One that has ended before stays as it is. */
async function cancel(
  client: VideoTranslationClient,
  id: string,
  record: LoadOptions['record'],
): Promise<void> {
  try {
    const { status } = await client.cancel(id)
    if (status === 'canceled' || !isFinal(status as TranslationStatus)) record({ op: 'cancel', id })
  } catch (error) {
    if (!isPassing(error)) throw error
  }
}

/** An outage, and a create of a connection that broke and is still being answered. */
function isPassing(error: unknown): boolean {
  const { status, name } = error as { status?: number; name: string }
  return name === 'ConnectionError' || status === 409 || (status ?? 0) >= 500
}

interface Watch {
  client: VideoTranslationClient
  id: string
  reader: string
}

async function watch({ client, id, reader }: Watch, record: LoadOptions['record']): Promise<void> {
  for await (const { version, status } of client.watch(id, { outageMs: OUTAGE_MS }))
    record({ op: 'seen', reader, id, version, status })
  record({ op: 'stream-ended', reader, id })
}

/** After a failure the next request goes to the next node, as behind a load balancer. */
function createFailover(urls: string[], first: number, onStream: (node: string) => void): typeof fetch {
  let at = first
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const node = at
    const base = urls[node % urls.length] ?? ''
    try {
      const response = await fetch(new URL(`${url.pathname}${url.search}`, base), init)
      if (response.status === 503 && node === at) at++
      if (response.ok && url.pathname.endsWith('/stream')) onStream(base)
      return response
    } catch (error) {
      if (node === at) at++
      throw error
    }
  }
}
