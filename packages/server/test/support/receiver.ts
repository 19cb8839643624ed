import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import {
  standardWebhooks,
  type TranslationWebhook,
  type WebhookEvent,
  type Webhooks,
} from 'video-translation-client/webhooks'

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** A webhook as it came in. */
export interface Delivery {
  headers: IncomingMessage['headers']
  body: string
}

/** How it is answered: a status, or one with headers; undefined leaves the sender waiting. */
type Answer = number | { status: number; headers: Record<string, string> } | undefined

/** A receiver on loopback. */
export interface Receiver {
  readonly url: string
  /** In the order they came. */
  readonly deliveries: Delivery[]
  /** Verified and read by the client's own receiving side. Default: with {@link SECRET}. */
  events(hooks?: Webhooks<TranslationWebhook>): Promise<WebhookEvent<TranslationWebhook>[]>
  /** What the next deliveries are answered with, one after the other; then 204. */
  answers: Answer[]
  /** Resolves when so many have come. */
  count(deliveries: number): Promise<void>
  /** Nothing answers at its address any more, until `open`. */
  shut(): Promise<void>
  open(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = []
  const answers: Answer[] = []
  let waiting: (() => void)[] = []
  let server = listener()
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  onTestFinished(() => shut(server))

  function listener(): Server {
    return createServer(async (request, response) => {
      deliveries.push({ headers: request.headers, body: await text(request) })
      for (const look of waiting) look()
      const answer = answers.length > 0 ? answers.shift() : 204
      if (answer === undefined) return
      const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer
      response.writeHead(status, headers).end()
    })
  }
  return {
    url: `http://127.0.0.1:${port}/hook`,
    deliveries,
    answers,
    events: (hooks = standardWebhooks(SECRET)) =>
      Promise.all(deliveries.map((delivery) => hooks.receive(delivery))),
    count: (wanted) =>
      new Promise((resolve) => {
        const look = () => deliveries.length >= wanted && resolve()
        waiting = [...waiting, look]
        look()
      }),
    shut: () => shut(server),
    async open() {
      server = listener()
      await listen(server, port)
    },
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

async function shut(server: Server): Promise<void> {
  server.closeAllConnections()
  if (server.listening) await new Promise((resolve) => server.close(resolve))
}
