// What a reader of the page about Azure has.
import { VideoTranslationClient } from 'video-translation-client'
import { azure } from 'video-translation-client/protocols/azure'
import { apiKey, blobUrl, giveUp } from './everywhere.ts'

export * from './everywhere.ts'
export const client = new VideoTranslationClient('https://eastus.api.cognitive.microsoft.com', {
  protocol: azure(),
  apiKey,
})
export const { id } = await client.translate({ source: blobUrl, from: 'en-US', to: ['es-ES'] })

const long = await client.create({ source: blobUrl, from: 'en-US', to: ['es-ES'] })
export const saved = JSON.stringify(await giveUp((options) => client.wait(long.id, options)))

/** Puts a file where Azure can read it. */
export async function putIntoBlob(text: string): Promise<string> {
  return `https://talks.blob.core.windows.net/videos/${text.length}.vtt?sp=r&sig=x`
}
