import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { VideoTranslationClient } from 'video-translation-client'
import type { standardWebhooks } from 'video-translation-client/webhooks'

/** `app.get('/videos/:id/file', ...)`: sends a result on, while it is downloaded. */
export async function sendVideo(
  client: VideoTranslationClient,
  id: string,
  name: string,
  response: ServerResponse,
): Promise<void> {
  const { mediaType, bytes, stream } = await client.download(id, name)
  response.setHeader('content-type', mediaType)
  if (bytes !== undefined) response.setHeader('content-length', bytes)
  // It reads as fast as the receiver does, and the download ends when the receiver leaves.
  await pipeline(stream, response)
}

/** `app.post('/hooks/video', ...)`, before any `express.json()`: raw bytes are signed. */
export async function receiveWebhook(
  hooks: ReturnType<typeof standardWebhooks>,
  client: VideoTranslationClient,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const raw = { headers: request.headers, body: await buffer(request) }
  const event = await hooks.receive(raw).catch((error: Error) => error)
  if (event instanceof Error) return void response.writeHead(400).end(event.message)
  if (event.id) client.notify(event)
  response.writeHead(204).end()
}
