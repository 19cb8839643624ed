import { chmod, readdir, readFile, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { DRAFTS } from './directory-store.ts'
import { tryLock, trySharedLock, type Unlock } from './exclusive-lock.ts'
import { makeFolders } from './make-folders.ts'

/**
 * The folder with the data of a server that no bucket and no PostgreSQL keeps. It is locked, so
 * only servers that share a database can use it together.
 */
export interface DataFolder {
  readonly path: string
  /** The database file. */
  readonly database: string
  /** Root of the {@link FileStore}. */
  readonly files: string
  /** Folder of the tasks' scratch folders. Opening the data folder empties it. */
  readonly scratch: string
  readonly uploads: string
  /** File in which the running server writes its URL and process id. Each node has its own. */
  readonly serverFile: string
  /** Releases the lock. Close the store first. */
  close(): Promise<void>
}

/**
 * Opens a data folder, creating it (for its owner alone) if it does not exist, locks it, and
 * removes what killed tasks left behind. The operating system's lock ends with its process.
 * @param options.isShared the nodes of one database share the folder. A server with a database of
 *   its own is refused then.
 * @throws {DataFolderInUse} when another server uses it; Error when it contains something else
 */
export async function openDataFolder(path: string, { isShared = false } = {}): Promise<DataFolder> {
  const folder = layOut(path)
  await makeFolders(path, 0o700)
  await refuseForeign(path)
  return isShared ? await openShared(folder) : await openAlone(folder)
}

async function openAlone(folder: Layout): Promise<DataFolder> {
  const unlock = tryLock(join(folder.path, LOCK))
  if (unlock === undefined) throw new DataFolderInUse(folder.path, await describeOwner(folder))
  try {
    await prepare(folder)
  } catch (error) {
    unlock()
    throw error
  }
  return { ...folder, close: async () => unlock() }
}

/** A node that is alone removes what dead nodes left behind. Each node has a scratch folder. */
async function openShared(folder: Layout): Promise<DataFolder> {
  const unlockAlone = tryLock(join(folder.path, LOCK))
  try {
    if (unlockAlone) await prepare(folder)
  } finally {
    unlockAlone?.()
  }
  const unlock = await lockShared(folder)
  const id = randomUUID()
  const scratch = join(folder.scratch, id)
  await makeFolders(scratch)
  return {
    ...folder,
    scratch,
    serverFile: join(folder.path, SERVERS, `${id}.json`),
    async close() {
      await rm(scratch, { recursive: true, force: true })
      unlock()
    },
  }
}

async function prepare(folder: Layout): Promise<void> {
  // The folder may have been readable by others.
  await chmod(folder.path, 0o700)
  await rm(folder.scratch, { recursive: true, force: true })
  await rm(join(folder.files, DRAFTS), { recursive: true, force: true })
  await rm(folder.serverFile, { force: true })
  await rm(join(folder.path, SERVERS), { recursive: true, force: true })
  for (const each of [folder.files, folder.scratch, folder.uploads]) await makeFolders(each)
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

/** The folder with a file for each node that shares the data folder. */
export const SERVERS = 'servers'

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

/** A node that cleans up holds the lock alone for a moment. */
const SHARED_LOCK_TRIES = 40
const RETRY_MS = 50

async function lockShared(folder: Layout): Promise<Unlock> {
  for (let tries = 0; tries < SHARED_LOCK_TRIES; tries++) {
    const unlock = trySharedLock(join(folder.path, LOCK))
    if (unlock) return unlock
    await delay(RETRY_MS)
  }
  throw new DataFolderInUse(folder.path, await describeOwner(folder))
}

/** Process id and URL of the owner, if it has written them. */
async function describeOwner({ path, serverFile }: Layout): Promise<string> {
  const nodes = await readdir(join(path, SERVERS)).catch(() => [])
  const [node] = nodes.map((name) => join(path, SERVERS, name))
  try {
    const { pid, url } = JSON.parse(await readFile(node ?? serverFile, 'utf8')) as {
      pid?: number
      url?: string
    }
    return ` (process ${pid ?? 'unknown'}${url ? `, ${url}` : ''})`
  } catch {
    return ''
  }
}
