import { VideoTranslationClient } from 'video-translation-client'
import { standardWebhooks } from 'video-translation-client/webhooks'

const client = new VideoTranslationClient(process.env['VIDEO_TRANSLATION_URL'] ?? 'http://127.0.0.1:8484', {
  apiKey: process.env['VIDEO_TRANSLATION_API_KEY'],
})

/** `app/api/translations/route.ts`: starts a translation of the file that a form sends. */
export async function createFromForm(request: Request): Promise<Response> {
  const form = await request.formData()
  const file = form.get('video')
  if (!(file instanceof File)) return Response.json({ error: 'Choose a video.' }, { status: 400 })
  const { id } = await client.create({ source: file, to: [String(form.get('to'))] })
  return Response.json({ id }, { status: 201 })
}

/** `app/api/translations/[id]/route.ts`: what a page asks for. */
export async function getStatus(id: string): Promise<Response> {
  const { status, progress, expectedSeconds } = await client.get(id)
  return Response.json({ status, progress, expectedSeconds })
}

/** `app/api/hooks/video/route.ts`: the server says that a translation has ended. */
export async function receiveWebhook(
  request: Request,
  onEnd: (id: string, reference: string | undefined) => Promise<void>,
): Promise<Response> {
  const hooks = standardWebhooks(process.env['VIDEO_TRANSLATION_WEBHOOK_SECRET'] ?? '')
  const event = await hooks.receive(request).catch((error: Error) => error)
  if (event instanceof Error) return new Response(event.message, { status: 400 })
  await onEnd(event.payload.data.id, event.payload.data.reference)
  return new Response(null, { status: 204 })
}
