import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/**
 * Creates a folder and the missing ones above it, from the top. Node's recursive `mkdir` never
 * returns if the system refuses a folder with ENOENT, e.g. in /proc.
 * @param mode permissions of each new folder. Default: 0o777, less the umask.
 * @throws the system's error, whose `path` is the folder that cannot be created
 */
export async function makeFolders(path: string, mode = 0o777): Promise<void> {
  for (const folder of await missingFolders(resolve(path))) await makeFolder(folder, mode)
}

/** The missing folders of a path, the top one first. */
async function missingFolders(path: string): Promise<string[]> {
  if (path === dirname(path) || (await isFolder(path))) return []
  return [...(await missingFolders(dirname(path))), path]
}

async function makeFolder(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode })
  } catch (error) {
    // Another process may have created the folder meanwhile.
    if (!(await isFolder(folder))) throw error
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
