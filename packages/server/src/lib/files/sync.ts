import { open } from 'node:fs/promises'

/** Resolves when the content of a file would survive a power loss. */
export async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.sync()
}

/** Resolves when the names in a folder would survive a power loss. Windows does not support it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await using folder = await open(path, 'r')
  await folder.sync()
}
