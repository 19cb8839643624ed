import { createServer } from 'video-translation-server'
import type { Embedding } from './connect.ts'
import type { ConnectionOptions } from './options.ts'

/** A server in this process, on a port of the loopback interface that the system chooses, with the person's own data folder. */
export async function startEmbedded(
  folder: string,
  embedding: Exclude<Embedding, 'never'>,
  { verbose }: ConnectionOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = await createServer({
    dataDir: folder,
    host: '127.0.0.1',
    port: 0,
    logLevel: verbose ? 'debug' : 'silent',
    ...(embedding === 'idle' && { worker: { enabled: false } }),
  })
  return { url: await server.listen(), close: () => server.close() }
}
