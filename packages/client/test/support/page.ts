import { TimeoutError, VideoTranslationClient } from 'video-translation-client'

/** Runs in the page: a whole translation, with its results. */
async function translateInPage(server: string): Promise<unknown> {
  await using client = new VideoTranslationClient(server, { apiKey: 'page-key' })
  const file = new File([new Uint8Array(1_500_000).fill(7)], 'talk.mp4', { type: 'video/mp4' })
  const sent: number[] = []
  const statuses: string[] = []
  const done = await client.translate(
    { source: file, from: 'en', to: ['es'] },
    { onUpload: ({ sentBytes }) => sent.push(sentBytes), onUpdate: ({ status }) => statuses.push(status) },
  )
  const blob = await (await client.download(done.id, 'es.mp4')).blob()
  const late = await client.create({ source: 'https://example.com/late.mp4', to: ['fr'] })
  const error: unknown = await client.wait(late.id, { timeoutMs: 50 }).catch((thrown: unknown) => thrown)
  return {
    statuses,
    sent: sent.at(-1),
    downloaded: [blob.type, blob.size],
    timedOut: error instanceof TimeoutError && error.resumeToken.ids[0] === late.id,
  }
}

Object.assign(globalThis, { translateInPage })
