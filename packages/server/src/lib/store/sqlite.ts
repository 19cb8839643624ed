import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import type { Dialect } from './dialect.ts'
import { createGroupCommit } from './group-commit.ts'
import { createIds } from './ids.ts'
import { createKyselyStore } from './kysely-store.ts'
import { migrate } from './migrations.ts'
import { rebuildQueues } from './queues.ts'
import type { Schema } from './schema.ts'
import { keepStatements } from './statements.ts'
import { openSteadyClock } from './steady-clock.ts'
import type { Store } from './store.ts'

export interface SqliteStoreOptions {
  /** The database file; made when it is not there. */
  path: string
  /** Epoch milliseconds. Default: `Date.now`. */
  clock?: () => number
  /** Milliseconds from a source that does not jump. Default: `clock` if it is given, else the process's own. */
  elapsed?: () => number
  /** Makes UUIDs that sort by time. Default: UUIDv7. */
  ids?: () => string
}

/**
 * Opens the embedded store: one SQLite file. What a verb has answered survives the loss of the process and of power.
 * One process at a time: hints do not reach another one, so hold the lock of the data folder.
 * @throws when the file is no database or cannot be written
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const clock = options.clock ?? Date.now
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: keepStatements(connect(options.path)) }),
  })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const elapsed = options.elapsed ?? options.clock ?? (() => performance.now())
  const transact = createGroupCommit(db)
  const { steady, stop } = await openSteadyClock(db, transact, { wall: clock, elapsed })
  const ids = options.ids ?? createIds(steady)
  await rebuildQueues(db)
  const store = createKyselyStore({ db, dialect: SQLITE, transact, clock, steady, ids })
  return {
    ...store,
    async close() {
      await stop()
      await store.close()
    },
  }
}

/** One connection writes at a time: a transaction has the whole database, and there is nothing to lock. */
const SQLITE: Dialect = {
  lock: (query) => query,
  lockNext: (query) => query,
}

function connect(path: string): Database.Database {
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('busy_timeout = 5000')
  // Its own knows the capitals of ASCII only, so that a search for `été` would not find `ÉTÉ`.
  database.function('lower', { deterministic: true }, lower)
  return database
}

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value
}
