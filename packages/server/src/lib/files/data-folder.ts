import { chmod, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DRAFTS } from './directory-store.ts'
import { tryLock, type Unlock } from './exclusive-lock.ts'
import { makeFolders } from './make-folders.ts'

/** The folder with all that a server keeps. Open, it is locked: no second server can have it. */
export interface DataFolder {
  readonly path: string
  /** The database file. */
  readonly database: string
  /** Root of the {@link FileStore}. */
  readonly files: string
  /** Where tasks get their scratch folders; empty when the folder is opened. */
  readonly scratch: string
  readonly uploads: string
  /** Where a running server says how to reach it. */
  readonly serverFile: string
  /** Gives the lock back. Close the store first. */
  close(): Promise<void>
}

/**
 * Opens a data folder, making it (for its owner alone) when it is not there, locks it, and removes what killed
 * tasks left behind. The lock is the operating system's, so it ends with its process, however that ends.
 * @throws {DataFolderInUse} when another server has it; Error when it holds something else
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = layOut(path)
  await makeFolders(path, 0o700)
  await refuseForeign(path)
  const unlock = await lock(folder)
  try {
    // Found, not made: it may have been open to others.
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
      `Another server${owner} uses the data folder ${path}. Stop it, talk to it, or choose another folder (dataDir).`,
    )
  }
}

/** Somebody's `scratch` would be emptied, and a folder such as /tmp closed to everybody else. */
async function refuseForeign(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => !name.startsWith('.') && name !== 'lost+found')
  if (names.length === 0 || names.includes(LOCK)) return
  throw new Error(
    `${path} is no data folder of a server, and holds other things (${names.slice(0, 3).join(', ')}). ` +
      'Choose an empty folder, or one that is not there yet (dataDir).',
  )
}

/** Its presence says that a folder is a data folder. */
export const LOCK = 'lock'

type Layout = Omit<DataFolder, 'close'>

/** Where everything is in a data folder. */
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

/** As far as the owner has said who it is. */
async function describeOwner({ serverFile }: Layout): Promise<string> {
  try {
    const { pid, url } = JSON.parse(await readFile(serverFile, 'utf8')) as { pid?: number; url?: string }
    return ` (process ${pid ?? 'unknown'}${url ? `, ${url}` : ''})`
  } catch {
    return ''
  }
}
