import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VideoTranslationClient } from 'video-translation-client'
import { createServer, type ServerOptions, type VideoTranslationServer } from 'video-translation-server'

/** A server on a folder that is removed with it. */
export interface TestServer extends AsyncDisposable {
  server: VideoTranslationServer
  url: string
  client: VideoTranslationClient
}

/** Its simulated translations take as long as each says, else two seconds. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vt-dashboard-'))
  const server = await createServer({ dataDir, logLevel: 'silent', defaultEngine: 'simulated', ...options })
  const url = await server.listen()
  const apiKey = options.apiKeys?.[0]?.key
  const client = new VideoTranslationClient(url, { ...(apiKey && { apiKey }) })
  return {
    server,
    url,
    client,
    async [Symbol.asyncDispose]() {
      client.close()
      await server.close({ graceMs: 0 })
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}
