import { TimeoutError, type VideoTranslationClient } from 'video-translation-client'

/**
 * Uses a client like a user: upload, wait, download, time out. Returns the results as plain data.
 */
export async function useClient(client: VideoTranslationClient): Promise<object> {
  const source = new Blob([new Uint8Array(300_000).fill(7)], { type: 'video/mp4' })
  const { id } = await client.create({ source, name: 'talk.mp4', from: 'en', to: ['es'] })
  const late: unknown = await client.wait(id, { timeoutMs: 50 }).catch((error: unknown) => error)
  const { status } = await client.wait(id)
  const subtitles = await client.download(id, 'es.srt')
  return {
    status,
    again: (await client.get(id)).status,
    subtitles: (await subtitles.text()).includes('-->'),
    timedOut: late instanceof TimeoutError && late.resumeToken.ids[0] === id,
    polled: await waitBy('polling', client),
    held: await waitBy('held', client),
  }
}

async function waitBy(transport: 'polling' | 'held', client: VideoTranslationClient): Promise<string> {
  const { id } = await client.create({ source: 'https://example.com/talk.mp4', to: ['fr'] })
  return (await client.wait(id, { transport })).status
}
