import { writeFile } from 'node:fs/promises'
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
  const about = { url, pid: process.pid, startedAt: new Date().toISOString(), ...(apiKey && { apiKey }) }
  await writeFile(folder.serverFile, JSON.stringify(about), { mode: 0o600 })
}
