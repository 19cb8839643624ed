import { type ClientOptions, type Translation, VideoTranslationClient } from 'video-translation-client'
import { historyIn } from 'video-translation-client/history'
import { heygen } from 'video-translation-client/protocols/heygen'
import { status } from 'video-translation-client/protocols/status'
import { uploadTo } from 'video-translation-client/upload'
import { standardWebhooks } from 'video-translation-client/webhooks'
import { createSimulator } from 'video-translation-simulator'

const options: ClientOptions = {
  apiKey: 'key',
  waiting: { history: historyIn({ load: () => '', save() {} }) },
}
const client = new VideoTranslationClient('https://example.com', options)
const controller = new AbortController()

export async function translate(source: Blob): Promise<Translation[]> {
  const upload = await uploadTo(client, source)
  const created = await client.create(
    { source: { upload }, from: 'en', to: ['es'] },
    { signal: controller.signal },
  )
  const states: Translation[] = []
  for await (const state of client.watch(created.id)) states.push(state)
  const { stream } = await client.download(created.id, 'es.mp4')
  await new Response(stream).arrayBuffer()
  return states
}

export const vendors = [
  new VideoTranslationClient('https://example.com', { protocol: heygen() }),
  new VideoTranslationClient('https://example.com', { protocol: status({ shape: 'translate' }) }),
]
export const webhooks = standardWebhooks('whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0')
export const simulated = createSimulator({ face: 'native' }).fetch
