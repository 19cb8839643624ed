import { randomUUID } from 'node:crypto'
import { copyFile, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { checkKey, checkPrefix, type FileKey } from './file-key.ts'
import type { FileStore } from './file-store.ts'
import { syncFile, syncFolder } from './sync.ts'

/**
 * Stores files in a directory of this machine, which belongs to the store alone. Every method
 * rejects an invalid key. `read` and `localPath` reject with code `ENOENT` for a missing file.
 * @param root is created if it does not exist
 */
export function createDirectoryStore(root: string): FileStore {
  const pathOf = (key: FileKey): string => {
    checkKey(key)
    return join(root, ...key.split('/'))
  }
  return {
    put: async (key, path) => await put(root, pathOf(key), path),
    size: async (key) => await sizeOf(pathOf(key)),
    async read(key, range) {
      const handle = await open(pathOf(key))
      return handle.createReadStream({ start: range?.start, end: range?.end })
    },
    async localPath(key) {
      const path = pathOf(key)
      await lstat(path)
      return path
    },
    remove: async (key) => await rm(pathOf(key), { force: true }),
    async *list(prefix = '') {
      if (prefix !== '') checkPrefix(prefix)
      yield* keysIn(root, prefix)
    },
    async removeAll(prefix) {
      checkPrefix(prefix)
      await removeAll(root, prefix)
    },
    // The drafts are removed when the data folder is opened.
    removeUnfinished: async () => 0,
  }
}

/** Folder of unfinished copies. Opening the data folder removes those of a dead process. */
export const DRAFTS = '.drafts'

async function put(root: string, target: string, path: string): Promise<void> {
  const info = await lstat(path)
  // Only the link itself would be moved. It could then point to nothing, or out of the store.
  if (!info.isFile()) throw new Error(`${path} is not a regular file, so it cannot be stored.`)
  await syncFile(path)
  const made = await mkdir(dirname(target), { recursive: true })
  await moveInto(path, target, join(root, DRAFTS))
  await syncFolders(dirname(made ?? target), dirname(target))
}

/** A rename is atomic only on one device, so a file from another one is copied first. */
async function moveInto(path: string, target: string, drafts: string): Promise<void> {
  try {
    await rename(path, target)
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    await copyInto(path, target, drafts)
    await rm(path, { force: true })
  }
}

async function copyInto(path: string, target: string, drafts: string): Promise<void> {
  await mkdir(drafts, { recursive: true })
  const temporary = join(drafts, randomUUID())
  try {
    await copyFile(path, temporary)
    await syncFile(temporary)
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** The name of a file or folder is durable only after a sync of the folder above it. */
async function syncFolders(from: string, to: string): Promise<void> {
  const below = to.slice(from.length).split(sep).filter(Boolean)
  const folders = [from, ...below.map((_, index) => join(from, ...below.slice(0, index + 1)))]
  for (const folder of folders.toReversed()) await syncFolder(folder)
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const info = await stat(path)
    return info.isFile() ? info.size : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function removeAll(root: string, prefix: string): Promise<void> {
  const names = prefix.split('/')
  const beginning = names.pop() ?? ''
  const folder = join(root, ...names)
  if (beginning === '') return await rm(folder, { recursive: true, force: true })
  for (const name of await namesIn(folder)) {
    if (name.startsWith(beginning)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** Walks folder by folder, so that only one listing is in memory at a time. */
async function* keysIn(root: string, prefix: string): AsyncGenerator<FileKey> {
  const above = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const entries = await readdir(join(root, above), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  for (const entry of entries) {
    const key = `${above}${entry.name}`
    if (entry.name.startsWith('.') || !key.startsWith(prefix)) continue
    if (entry.isDirectory()) yield* keysIn(root, `${key}/`)
    else yield key
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Whether the file is missing, also because a part of its path is a file. */
function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
