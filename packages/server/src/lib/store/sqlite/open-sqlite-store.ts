import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { rename, rm } from 'node:fs/promises'
import { checkPages, explain, inspectFile, newer } from './database-file.ts'
import type { Dialect } from '../tables/dialect.ts'
import { createGroupCommit } from './group-commit.ts'
import { createIds } from '../ids.ts'
import { createKyselyStore } from '../verbs/kysely-store.ts'
import { migrate, stepsBeyond } from '../tables/migrations.ts'
import { rebuildQueues } from '../queues/queues.ts'
import { openReserve, type Reserve } from './reserve.ts'
import type { Schema } from '../tables/schema.ts'
import { withSafeRollback } from './safe-rollback.ts'
import { keepStatements } from './statements.ts'
import { openSteadyClock } from '../tables/steady-clock.ts'
import type { Store } from '../store.ts'

export interface SqliteStoreOptions {
  /** The database file; made when it is not there. */
  path: string
  /** Epoch milliseconds. Default: `Date.now`. */
  clock?: () => number
  /** Milliseconds from a source that does not jump. Default: `clock` if it is given, else the process's own. */
  elapsed?: () => number
  /** Makes UUIDs that sort by time. Default: UUIDv7. */
  ids?: () => string
  /** Where translations keep their files: a database that is missing beside them was lost. */
  filesFolder?: string
  /** A file that holds some room, to be given up when the disk is full. Default: none. */
  reserve?: string
}

/**
 * Opens the embedded store: one SQLite file. What a verb has answered survives the loss of the process and of power.
 * One process at a time: hints do not reach another one, so hold the lock of the data folder.
 * @throws {DatabaseUnusable} when the file is damaged, was written by a newer version, or cannot be written
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { path } = options
  const bytes = await inspectFile(path, options.filesFolder)
  const reserve = options.reserve === undefined ? undefined : await openReserve(options.reserve)
  try {
    if (bytes === undefined) await makeDatabase(path)
    const database = connect(path)
    try {
      checkPages(database, path, bytes ?? 0)
      return await openStore(database, options, reserve)
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    throw explain(error, path)
  }
}

/** Whole or not at all: an empty file would be what a start that was killed leaves, or what is left of a lost database. */
async function makeDatabase(path: string): Promise<void> {
  const draft = `${path}.new`
  for (const end of ['', '-wal', '-shm', '-journal']) await rm(draft + end, { force: true })
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: connect(draft) }) })
  try {
    await migrate(db)
  } finally {
    await db.destroy()
  }
  await rename(draft, path)
}

async function openStore(
  database: Database.Database,
  options: SqliteStoreOptions,
  reserve: Reserve | undefined,
): Promise<Store> {
  const statements = withSafeRollback(database, keepStatements(database))
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: statements }) })
  const beyond = await stepsBeyond(db)
  if (beyond.length > 0) throw newer(options.path, beyond)
  await migrate(db)
  const clock = options.clock ?? Date.now
  const elapsed = options.elapsed ?? options.clock ?? (() => performance.now())
  const transact = createGroupCommit(db, { makeRoom: reserve?.release })
  const { steady, gap, stop } = await openSteadyClock(db, transact, { wall: clock, elapsed })
  await transact(rebuildQueues)
  // Room that cannot be taken is no reason not to start.
  await reserve?.refill().catch(() => undefined)
  const ids = options.ids ?? createIds(steady)
  const store = createKyselyStore({ db, dialect: SQLITE, transact, clock, steady, gap, ids })
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
