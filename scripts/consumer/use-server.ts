import { createServer, type VideoTranslationServer } from 'video-translation-server'
import { listPacks } from 'video-translation-server/models'

export async function start(): Promise<VideoTranslationServer> {
  await listPacks()
  const server = await createServer({ dataDir: './data' })
  await server.fetch('http://localhost/healthz')
  return server
}
