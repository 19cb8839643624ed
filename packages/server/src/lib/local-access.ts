import { mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { LOCAL_KEY, type Settings } from './config/server-options.ts'
import type { DataFolder } from './files/data-folder.ts'

/** Adds a key for the user who can read the data folder, when the server has keys. */
export function withLocalKey(settings: Settings, localKey: string | undefined): Settings {
  return localKey
    ? { ...settings, apiKeys: [...settings.apiKeys, { name: LOCAL_KEY, key: localKey }] }
    : settings
}

/**
 * Writes how the command line on this machine can reach the server. Only the folder's owner can
 * read it.
 */
export async function announce(folder: DataFolder, url: string, apiKey: string | undefined): Promise<void> {
  const where = { url, pid: process.pid, host: hostname() }
  const about = { ...where, startedAt: new Date().toISOString(), ...(apiKey && { apiKey }) }
  await mkdir(dirname(folder.serverFile), { recursive: true, mode: 0o700 })
  await writeFile(folder.serverFile, JSON.stringify(about), { mode: 0o600 })
}
