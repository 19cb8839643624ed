import { chmod, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DRAFTS } from './directory-store.ts'
import { tryLock, type Unlock } from './exclusive-lock.ts'
import { makeFolders } from './make-folders.ts'

/** The folder with all data of a server. It is locked, so no second server can use it. */
export interface DataFolder {
  readonly path: string
  /** The database file. */
  readonly database: string
  /** Root of the {@link FileStore}. */
  readonly files: string
  /** Folder of the tasks' scratch folders. Opening the data folder empties it. */
  readonly scratch: string
  readonly uploads: string
  /** File in which a running server writes its URL and process id. */
  readonly serverFile: string
  /** Releases the lock. Close the store first. */
  close(): Promise<void>
}

/**
 * Opens a data folder, locks it, and removes the leftovers of killed tasks. A missing folder is
 * created for its owner alone. The lock belongs to the operating system, so it ends with its
 * process in any case.
 * @throws {DataFolderInUse} if another server has it; Error if it contains other things
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = layOut(path)
  await makeFolders(path, 0o700)
  await refuseForeign(path)
  const unlock = await lock(folder)
  try {
    // An existing folder may have been open to other users.
    await chmod(path, 0o700)
    await rm(folder.scratch, { recursive: true, force: true })
    await rm(join(folder.files, DRAFTS), { recursive: true, force: true })
    await rm(folder.serverFile, { force: true })
    for (const each of [folder.files, folder.scratch, folder.uploads]) await makeFolders(each)
  } catch (error) {
    unlock()
    throw error
  }
  return { ...folder, close: async () => unlock() }
}

/** Two servers on one folder would run every task twice and miss each other's changes. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse'
  readonly code = 'data_folder_in_use'

  constructor(path: string, owner: string) {
    super(
      `Another server${owner} uses the data folder ${path}. Stop it, use that server, or choose another folder (dataDir).`,
    )
  }
}

/** A foreign folder would lose its `scratch`, and /tmp would be closed to other users. */
async function refuseForeign(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => !name.startsWith('.') && name !== 'lost+found')
  if (names.length === 0 || names.includes(LOCK)) return
  throw new Error(
    `${path} is not the data folder of a server but contains other things (${names.slice(0, 3).join(', ')}). ` +
      'Choose an empty folder, or one that does not exist yet (dataDir).',
  )
}

/** This file marks a folder as a data folder. */
export const LOCK = 'lock'

type Layout = Omit<DataFolder, 'close'>

/** The paths in a data folder. */
export function layOut(path: string): Layout {
  return {
    path,
    database: join(path, 'translations.db'),
    files: join(path, 'files'),
    scratch: join(path, 'scratch'),
    uploads: join(path, 'uploads'),
    serverFile: join(path, 'server.json'),
  }
}

async function lock(folder: Layout): Promise<Unlock> {
  const unlock = tryLock(join(folder.path, LOCK))
  if (unlock) return unlock
  throw new DataFolderInUse(folder.path, await describeOwner(folder))
}

/** Process id and URL of the owner, if it has written them. */
async function describeOwner({ serverFile }: Layout): Promise<string> {
  try {
    const { pid, url } = JSON.parse(await readFile(serverFile, 'utf8')) as { pid?: number; url?: string }
    return ` (process ${pid ?? 'unknown'}${url ? `, ${url}` : ''})`
  } catch {
    return ''
  }
}
