import { createServer, DataFolderInUse } from 'video-translation-server'
import { createStderrLog } from '../output/log.ts'
import type { ConnectionOptions } from './options.ts'

/**
 * A `working` server runs translations. An `idle` one only reads and changes stored translations.
 */
export type EmbeddedMode = 'working' | 'idle'

export interface EmbeddedServer {
  url: string
  /** Set when the server has no socket. */
  fetch?: typeof fetch
  close(): Promise<void>
}

/**
 * Starts a server in this process, on the data folder. Other commands reach a working server at a
 * loopback port. An idle server has no port, so that no other command gives it work.
 */
export async function startEmbedded(
  folder: string,
  mode: EmbeddedMode,
  { verbose }: ConnectionOptions,
): Promise<EmbeddedServer> {
  const working = mode === 'working'
  const server = await createServer({
    dataDir: folder,
    // Its user can read the folder, and needs no key for what is in it.
    storedKeys: false,
    ...(verbose ? { logger: createStderrLog('debug') } : { logLevel: 'silent' }),
    worker: { enabled: working },
  })
  const close = () => server.close({ graceMs: 3000 })
  return working ? { url: await server.listen(), close } : { url: server.url, fetch: server.fetch, close }
}

/** Whether another process has locked the data folder. */
export function isDataFolderInUse(error: unknown): boolean {
  return error instanceof DataFolderInUse
}
