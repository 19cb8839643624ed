import { join } from 'node:path'
import type { Settings } from './config/server-options.ts'
import type { DataFolder } from './files/data-folder.ts'
import { createEmitter, type Emitter } from './store/emitter.ts'
import { safeUrl } from './store/safe-url.ts'
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts'
import type { Store } from './store/store.ts'

/** The database of a server. */
export interface Database {
  store: Store
  /** Whether other nodes may use it too. */
  isShared: boolean
  /** For the log: the file, or the URL without its password. */
  name: string
  /** Emits the errors of connections that broke and are replaced. */
  troubles: Emitter<[Error]>
}

/**
 * Opens PostgreSQL when it is configured, and the SQLite file of the data folder otherwise.
 * @throws {DatabaseUnusable} when the database cannot be reached or used
 */
export async function openDatabase(
  { databaseUrl }: Pick<Settings, 'databaseUrl'>,
  folder: DataFolder,
): Promise<Database> {
  const troubles = createEmitter<[Error]>()
  if (databaseUrl === undefined) {
    return { store: await openEmbedded(folder), isShared: false, name: folder.database, troubles }
  }
  // Loaded on demand, so that users of SQLite do not pay for the driver.
  const { openPostgresStore } = await import('./store/postgres/open-postgres-store.ts')
  const store = await openPostgresStore({ url: databaseUrl, onTrouble: troubles.emit })
  return { store, isShared: true, name: safeUrl(databaseUrl), troubles }
}

async function openEmbedded(folder: DataFolder): Promise<Store> {
  const store = await openSqliteStore({
    path: folder.database,
    filesFolder: folder.files,
    reserve: join(folder.path, 'reserve'),
  })
  try {
    // The lock of the folder proves that the previous worker is dead, so its leases can end at
    // once.
    await store.expireLeases()
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}
