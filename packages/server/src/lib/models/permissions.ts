import { chmod, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes a pack readable for every user who may read the folder of all packs. With a strict umask of
 * the user who pulled it, other users could neither use the pack nor replace it.
 */
export async function shareWithReaders(folder: string, cacheFolder: string): Promise<void> {
  const readers = (await stat(cacheFolder)).mode & 0o555
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const folders = [folder, ...pathsOf(entries.filter((entry) => entry.isDirectory()))]
  const files = pathsOf(entries.filter((entry) => entry.isFile()))
  await Promise.all([
    ...folders.map((path) => share(path, 0o700 | readers)),
    ...files.map((path) => share(path, 0o600 | (readers & 0o444))),
  ])
}

/** Only the owner can change the mode of a file, and the owner's pull has already done so. */
async function share(path: string, mode: number): Promise<void> {
  await chmod(path, mode).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM') throw error
  })
}

function pathsOf(entries: { parentPath: string; name: string }[]): string[] {
  return entries.map(({ parentPath, name }) => join(parentPath, name))
}
