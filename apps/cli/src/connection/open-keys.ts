import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { KeyAdmin } from 'video-translation-server'
import { checkRemote, refuseUnsendableKey } from './connect.ts'
import { dataFolder, dataFolderError, findRunningServer } from './data-folder.ts'
import { createFolderPatience } from './folder-patience.ts'
import { type ConnectionOptions, databaseUrlOption, withConnection } from './options.ts'
import { remoteKeys } from './remote-keys.ts'

export interface KeysOptions extends ConnectionOptions {
  databaseUrl?: string
}

/** Adds the options of every command about keys. */
export function withKeys(command: Command): Command {
  return withConnection(command, 'else the data folder itself').addOption(databaseUrlOption())
}

/**
 * Finds the keys: those of the server named with --server, else of the PostgreSQL database, else of
 * the data folder, whether a server runs on it or not.
 */
export async function openKeys(
  options: KeysOptions,
  signal: AbortSignal,
): Promise<KeyAdmin & AsyncDisposable> {
  const { server, apiKey, databaseUrl } = options
  refuseUnsendableKey(apiKey)
  if (server) {
    await checkRemote(server, signal)
    return withNothingToClose(remoteKeys({ url: server, apiKey, signal }))
  }
  const { openKeyAdmin } = await import('video-translation-server')
  return databaseUrl ? await openKeyAdmin({ databaseUrl }) : await openLocal(options, signal)
}

async function openLocal(
  { data, apiKey }: KeysOptions,
  signal: AbortSignal,
): Promise<KeyAdmin & AsyncDisposable> {
  const { DataFolderInUse, openKeyAdmin } = await import('video-translation-server')
  const folder = dataFolder(data)
  const isPatienceOver = createFolderPatience()
  for (;;) {
    const running = await findRunningServer(folder)
    if (running)
      return withNothingToClose(remoteKeys({ url: running.url, apiKey: apiKey ?? running.apiKey, signal }))
    try {
      return await openKeyAdmin({ dataDir: folder })
    } catch (error) {
      if (!(error instanceof DataFolderInUse) || isPatienceOver()) throw dataFolderError(folder, error)
    }
    await sleep(200, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/** Keys behind a server: nothing of this process has to be closed. */
function withNothingToClose(admin: KeyAdmin): KeyAdmin & AsyncDisposable {
  return { ...admin, [Symbol.asyncDispose]: async () => undefined }
}
