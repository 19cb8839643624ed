// What a reader of the page about ElevenLabs has.
import { VideoTranslationClient } from 'video-translation-client'
import { elevenLabsProjects } from 'video-translation-client/protocols/elevenlabs'
import { elevenLabsWebhooks } from 'video-translation-client/webhooks'
import { apiKey, file } from './everywhere.ts'

export * from './everywhere.ts'
export const secret = 'a secret'
const protocol = elevenLabsProjects()
export const client = new VideoTranslationClient('https://api.elevenlabs.io', { protocol, apiKey })
export const { id } = await client.translate({ source: file, from: 'en', to: ['es'] })

/** A webhook that has just arrived. */
export let request = await sendEvent()
/** Before each sample, because receivers refuse old webhooks. */
export async function renew(): Promise<void> {
  request = await sendEvent()
}

async function sendEvent(): Promise<Request> {
  const body = JSON.stringify({ type: 'dubbing_language_completed', data: { project_id: id } })
  const headers = await elevenLabsWebhooks(secret).sign(body)
  return new Request('https://app.example.com/hooks/elevenlabs', { method: 'POST', body, headers })
}
