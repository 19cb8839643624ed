// Waits by webhooks instead of polls. An embedded server simulates three translations, and a
// receiver verifies each webhook and passes it to the client. The receiver first answers with an
// error, to show the retry. It needs no models, and nothing leaves this machine.
//
//   node examples/webhooks.ts
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { VideoTranslationClient } from 'video-translation-client'
import { standardWebhooks } from 'video-translation-client/webhooks'
import { createServer, createSimulatedEngine } from 'video-translation-server'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const hooks = standardWebhooks(secret)
const seen = new Set<string | undefined>()
const references = ['one', 'two', 'three']
const allSeen = Promise.withResolvers<void>()
let isFirst = true

const receiver = createHttpServer(async (request, response) => {
  const raw = { headers: request.headers, body: await buffer(request) }
  const event = await hooks.receive(raw).catch((error: Error) => error)
  if (event instanceof Error) return void response.writeHead(400).end(event.message)
  if (isFirst) {
    isFirst = false
    console.log('webhook answered with 500')
    return void response.writeHead(500).end()
  }
  response.writeHead(204).end()
  if (seen.has(event.messageId)) return
  seen.add(event.messageId)
  console.log(`webhook ${event.type} of ${event.payload.data.reference}`)
  client.notify(event)
  if (seen.size === references.length) allSeen.resolve()
})
receiver.listen(0, '127.0.0.1')
await once(receiver, 'listening')
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`

const dataDir = await mkdtemp(join(tmpdir(), 'webhooks-'))
const engine = createSimulatedEngine({ scenario: { durationMs: 300 } })
const webhooks = { url, secret, retryDelaysMs: [100] }
await using server = await createServer({ dataDir, engines: [engine], webhooks, logLevel: 'silent' })
const client = new VideoTranslationClient(server.url, { fetch: server.fetch })

try {
  const created = await Promise.all(references.map(start))
  const outcomes = await client.waitMany(
    created.map(({ id }) => id),
    { transport: 'notify' },
  )
  // A client may see an end before its webhook arrives.
  await allSeen.promise
  console.log(outcomes.map(({ result }) => result).join(', '))
} finally {
  client.close()
  await server.close()
  receiver.close()
  await rm(dataDir, { recursive: true, force: true })
}

function start(reference: string) {
  return client.create({ source: 'https://videos.example.com/talk.mp4', from: 'en', to: ['es'], reference })
}
