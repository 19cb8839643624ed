import { mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import type { Settings } from './config/server-options.ts'
import type { DataFolder } from './files/data-folder.ts'
import { configuredKeys } from './keys/configured-keys.ts'
import { type Keyring, openKeyring } from './keys/keyring.ts'
import { isLoopback } from './net/addresses.ts'
import type { Store } from './store/store.ts'

/**
 * Opens the keys of the settings and of the database, and a key for the user who can read the data
 * folder.
 * @throws Error when anyone who can reach the server could use it
 */
export async function openKeys(
  { host, apiKeys, storedKeys, role }: Settings,
  store: Store,
  localKey: string,
): Promise<Keyring> {
  const keys = await openKeyring({
    store: store.keys,
    configured: configuredKeys(apiKeys, localKey),
    mayBeOpen: apiKeys.length === 0,
    readsStore: storedKeys,
    clock: store.wall,
  })
  // A worker answers probes only.
  if (!keys.isOpen || isLoopback(host) || role === 'worker') return keys
  await keys.close()
  throw new Error(
    `Refusing to listen on ${host} without API keys: anyone who can reach it could use it. ` +
      'Set apiKeys, create a key with `video-translation keys create`, or listen on 127.0.0.1.',
  )
}

/**
 * Writes how the command line on this machine can reach the server. Only the folder's owner can
 * read it.
 */
export async function announce(folder: DataFolder, url: string, apiKey: string): Promise<void> {
  const where = { url, pid: process.pid, host: hostname() }
  const about = { ...where, startedAt: new Date().toISOString(), apiKey }
  await mkdir(dirname(folder.serverFile), { recursive: true, mode: 0o700 })
  await writeFile(folder.serverFile, JSON.stringify(about), { mode: 0o600 })
}
