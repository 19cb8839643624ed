import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import {
  standardWebhooks,
  type TranslationWebhook,
  type WebhookEvent,
  type Webhooks,
} from 'video-translation-client/webhooks'
import { quietPort } from '../../../client/test/support/quiet-port.ts'

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** A received webhook. */
export interface Delivery {
  headers: IncomingMessage['headers']
  body: string
}

/** The response: a status, or a status with headers. Undefined sends none. */
type Answer = number | { status: number; headers: Record<string, string> } | undefined

/** A webhook receiver on the loopback. */
export interface Receiver {
  readonly url: string
  /** In the order of arrival. */
  readonly deliveries: Delivery[]
  /** Verifies and reads the webhooks with the client's functions. Default: with {@link SECRET}. */
  events(hooks?: Webhooks<TranslationWebhook>): Promise<WebhookEvent<TranslationWebhook>[]>
  /** Responses for the next deliveries in turn. Later ones get 204. */
  answers: Answer[]
  /** Resolves after so many deliveries. */
  count(deliveries: number): Promise<void>
  /** Closes the port until `open`. */
  shut(): Promise<void>
  open(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = []
  const answers: Answer[] = []
  let waiting: (() => void)[] = []
  let server = listener()
  const port = await quietPort()
  await listen(server, port)
  onTestFinished(() => shut(server))

  function listener(): Server {
    return createServer(async (request, response) => {
      deliveries.push({ headers: request.headers, body: await text(request) })
      for (const check of waiting) check()
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
        const check = () => deliveries.length >= wanted && resolve()
        waiting = [...waiting, check]
        check()
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
