// What a reader of any page has before a sample begins. Samples find these names by themselves.
import {
  type ResumeToken,
  type TimeoutError as Timeout,
  VideoTranslationClient,
} from 'video-translation-client'
import { standardWebhooks } from 'video-translation-client/webhooks'

export { TimeoutError, VideoTranslationClient } from 'video-translation-client'
export { azure } from 'video-translation-client/protocols/azure'
export { elevenLabs } from 'video-translation-client/protocols/elevenlabs'
export { heygen } from 'video-translation-client/protocols/heygen'
export { status } from 'video-translation-client/protocols/status'
export { createSimulator } from 'video-translation-simulator'

export const apiKey = 'key'
export const secret = `whsec_${btoa('a secret of thirty-two characters')}`
export const url = 'http://127.0.0.1:8484'
export const source = 'https://example.com/talk.mp4'
export const blobUrl = 'https://talks.blob.core.windows.net/videos/talk.mp4?sp=r&sig=x'
export const file = new File(['a video'], 'talk.mp4', { type: 'video/mp4' })

export const client = new VideoTranslationClient(url, { apiKey })
export const { id } = await client.translate({ source, from: 'en', to: ['es'] })
export const translation = await client.get(id)

const long = await client.create({ source, to: ['es'] })
export const saved = JSON.stringify(await giveUp((options) => client.wait(long.id, options)))
/** Keeps a token. */
export function save(token: string): void {
  JSON.parse(token)
}

/** The token of a wait that runs out of time at once. */
export async function giveUp(
  wait: (options: { timeoutMs: number }) => Promise<unknown>,
): Promise<ResumeToken> {
  const late: unknown = await wait({ timeoutMs: 1 }).catch((error: unknown) => error)
  return (late as Timeout).resumeToken
}

/** A webhook that has just arrived. */
export let request = await sendEvent()
/** Before each sample, because receivers refuse old webhooks. */
export async function renew(): Promise<void> {
  request = await sendEvent()
}

async function sendEvent(): Promise<Request> {
  const body = JSON.stringify({ type: 'translation.completed', timestamp: '', data: { id } })
  const headers = await standardWebhooks(secret).sign(body)
  return new Request('https://app.example.com/hooks/video', { method: 'POST', body, headers })
}
