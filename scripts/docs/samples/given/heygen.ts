// What a reader of the page about HeyGen has.
import { VideoTranslationClient } from 'video-translation-client'
import { heygen } from 'video-translation-client/protocols/heygen'
import { heygenWebhooks } from 'video-translation-client/webhooks'
import { apiKey, file, giveUp } from './everywhere.ts'

export * from './everywhere.ts'
export const secret = 'a secret'
export const client = new VideoTranslationClient('https://api.heygen.com', { protocol: heygen(), apiKey })
export const { id } = await client.create({ source: file, to: ['es-ES'], name: 'A talk' })
export const saved = JSON.stringify(await giveUp((options) => client.wait(id, options)))

export const session = await client.create({ source: file, to: ['es-ES'], name: 'A talk', proofread: true })
await client.wait(session.id, { settle: true })

/** A webhook that has just arrived. */
export let request = await sendEvent()
/** Before each sample, because receivers refuse old webhooks. */
export async function renew(): Promise<void> {
  request = await sendEvent()
}

async function sendEvent(): Promise<Request> {
  const body = JSON.stringify({
    event_type: 'video_translate.success',
    event_data: { video_translate_id: id },
  })
  const headers = await heygenWebhooks(secret).sign(body)
  return new Request('https://app.example.com/hooks/heygen', { method: 'POST', body, headers })
}
