import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Translation } from 'video-translation-client'

/** A received webhook. */
export interface Webhook {
  type: string
  translation: Translation
  /** On the clock of `performance.now()`. */
  atMs: number
}

/** A receiver of webhooks on loopback. */
export interface Receiver {
  readonly url: string
  readonly webhooks: Webhook[]
  close(): void
}

export async function startReceiver(): Promise<Receiver> {
  const webhooks: Webhook[] = []
  const server = createServer(async (request, response) => {
    const { type, data } = (await json(request)) as { type: string; data: Translation }
    webhooks.push({ type, translation: data, atMs: performance.now() })
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    webhooks,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
