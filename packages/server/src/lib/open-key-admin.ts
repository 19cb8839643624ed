import { defaultDataDir } from './config/settings.ts'
import { openDataFolder } from './files/data-folder.ts'
import { createKeyAdmin, type KeyAdmin } from './keys/key-admin.ts'
import { LOCAL_KEY } from './config/server-options.ts'
import { openDatabase } from './open-database.ts'
import type { Store } from './store/store.ts'

/** The place of the keys. */
export interface KeyPlace {
  /** The data folder of a server that is not running. Default: as for a server. */
  dataDir?: string
  /** The PostgreSQL database of servers, which may be running; in place of the data folder. */
  databaseUrl?: string
}

/** The verbs for keys, until it is disposed. */
export type OpenedKeyAdmin = KeyAdmin & AsyncDisposable

/**
 * Opens the database of a server to manage its keys, without a server. The caller can read the
 * database anyway, so it needs no key. What it does is in the audit, as done by `local`.
 * @throws DataFolderInUse when a server uses the data folder: ask that server
 */
export async function openKeyAdmin({
  dataDir = defaultDataDir(),
  databaseUrl,
}: KeyPlace): Promise<OpenedKeyAdmin> {
  if (databaseUrl !== undefined) {
    const { openPostgresStore } = await import('./store/postgres/open-postgres-store.ts')
    return adminOf(await openPostgresStore({ url: databaseUrl }))
  }
  const folder = await openDataFolder(dataDir)
  try {
    const { store } = await openDatabase({}, folder)
    return adminOf(store, folder.close)
  } catch (error) {
    await folder.close()
    throw error
  }
}

function adminOf(store: Store, closeFolder?: () => Promise<void>): OpenedKeyAdmin {
  const admin = createKeyAdmin(store)
  const note = (action: string, subject: string) =>
    store.audit.append([
      { keyId: LOCAL_KEY, keyName: LOCAL_KEY, owner: LOCAL_KEY, action, subject, requestId: COMMAND },
    ])
  return {
    ...admin,
    async create(body) {
      const created = await admin.create(body)
      await note('createKey', created.id)
      return created
    },
    async revoke(id) {
      const key = await admin.revoke(id)
      if (key) await note('revokeKey', id)
      return key
    },
    async setLimits(owner, limits) {
      const info = await admin.setLimits(owner, limits)
      await note('setLimits', owner)
      return info
    },
    async [Symbol.asyncDispose]() {
      await store.close()
      await closeFolder?.()
    },
  }
}

/** In place of the id of a request. */
const COMMAND = 'command line'
