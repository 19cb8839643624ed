import { createServer, DataFolderInUse } from 'video-translation-server'
import { createStderrLog } from '../output/log.ts'
import type { Embedding } from './connect.ts'
import type { ConnectionOptions } from './options.ts'

export interface Embedded {
  url: string
  /** For a server that has no socket. */
  fetch?: typeof fetch
  close(): Promise<void>
}

/**
 * A server in this process, with the person's own data folder. One that works can be reached by other commands, on a port
 * of the loopback interface; one that is idle cannot, or they would give it work.
 */
export async function startEmbedded(
  folder: string,
  embedding: Exclude<Embedding, 'never'>,
  { verbose }: ConnectionOptions,
): Promise<Embedded> {
  const working = embedding === 'working'
  const server = await createServer({
    dataDir: folder,
    ...(verbose ? { logger: createStderrLog('debug') } : { logLevel: 'silent' }),
    worker: { enabled: working },
  })
  const close = () => server.close({ graceMs: 3000 })
  return working ? { url: await server.listen(), close } : { url: server.url, fetch: server.fetch, close }
}

/** Whether another process has the data folder. */
export function isInUse(error: unknown): boolean {
  return error instanceof DataFolderInUse
}
