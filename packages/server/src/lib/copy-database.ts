import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { layOut, openDataFolder } from './files/data-folder.ts'
import { loadSecret } from './server-secret.ts'
import type { CopiedTable } from './store/copy/copy-tables.ts'
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts'

/** How `copyDatabase` reports and ends. */
export interface CopyDatabaseOptions {
  /** Called after each table. */
  onTable?: (copied: CopiedTable) => void
  /** Ends the copy; nothing is kept of it. */
  signal?: AbortSignal
}

/**
 * Copies the SQLite database of a data folder into an empty PostgreSQL database, and compares every
 * row. The files stay where they are, and the folder keeps its database. It must not be in use.
 * @throws DataFolderInUse while a server uses the folder; DatabaseUnusable when one of the
 *   databases cannot be used, or when the target is not empty; Error when a row cannot be copied
 */
export async function copyDatabase(
  dataDir: string,
  databaseUrl: string,
  { onTable = () => undefined, signal }: CopyDatabaseOptions = {},
): Promise<CopiedTable[]> {
  await requireDatabase(dataDir)
  const folder = await openDataFolder(dataDir)
  try {
    // Opening it brings the tables of an older version up to date.
    await (await openSqliteStore({ path: folder.database, filesFolder: folder.files })).close()
    const secret = await loadSecret(join(folder.path, 'secret'))
    const { copyTables } = await import('./store/copy/copy-tables.ts')
    return await copyTables({ path: folder.database, databaseUrl, secret, onTable, signal })
  } finally {
    await folder.close()
  }
}

async function requireDatabase(dataDir: string): Promise<void> {
  const found = await stat(layOut(dataDir).database).catch(() => undefined)
  if (!found) throw new Error(`There is no database in ${dataDir} to copy.`)
}
