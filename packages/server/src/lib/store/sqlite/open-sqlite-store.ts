import Database from 'better-sqlite3'
import { Kysely, sql, SqliteDialect } from 'kysely'
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration'
import { checkPages, inspectFile, newerDatabase, toDatabaseError } from './database-file.ts'
import { createGroupCommit } from './group-commit.ts'
import { createIds } from '../ids.ts'
import { changeLeased } from '../verbs/change-leased.ts'
import type { ChangeLeased } from '../tables/store-parts.ts'
import { createHeartbeat } from '../verbs/heartbeat.ts'
import { createInsertNew } from '../verbs/insert-new.ts'
import { createKyselyStore } from '../verbs/kysely-store.ts'
import { migrate, missingMigrations, unknownAmong } from '../tables/migrations.ts'
import { rebuildQueues } from '../queues/queues.ts'
import { makeDatabase } from './make-database.ts'
import { openReserve, type Reserve } from './reserve.ts'
import type { Schema } from '../tables/schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { withSafeRollback } from './safe-rollback.ts'
import { cacheStatements } from './statements.ts'
import { openSteadyClock } from '../tables/steady-clock.ts'
import type { Store } from '../store.ts'

export interface SqliteStoreOptions {
  /** The database file. It is created when it does not exist. */
  path: string
  /** Epoch milliseconds. Default: `Date.now`. */
  clock?: () => number
  /**
   * Milliseconds from a source that does not jump. Default: `clock` if given, else
   * `performance.now`.
   */
  elapsed?: () => number
  /** Makes UUIDs that sort by time. Default: UUIDv7. */
  ids?: () => string
  /** The files of the translations: if they are there, a missing database was lost. */
  filesFolder?: string
  /** A file that reserves disk space, released when the disk is full. Default: none. */
  reserve?: string
}

/**
 * Opens the embedded store: one SQLite file. Every answered change survives the loss of the process
 * and of power. Only one process may open it, because events reach no other process; so hold the
 * lock of the data folder.
 * @throws {DatabaseUnusable} when the file is damaged, was written by a newer version, or
 *   cannot be written
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
    throw toDatabaseError(error, path)
  }
}

async function openStore(
  database: Database.Database,
  options: SqliteStoreOptions,
  reserve: Reserve | undefined,
): Promise<Store> {
  const statements = withSafeRollback(database, cacheStatements(database))
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: statements }) })
  await bringUpToDate(db, options.path)
  const clock = options.clock ?? Date.now
  const elapsed = options.elapsed ?? options.clock ?? (() => performance.now())
  const transact = createGroupCommit(db, { makeRoom: reserve?.release })
  const { steady, gaps, stop } = await openSteadyClock(db, transact, { wall: clock, elapsed })
  await transact(rebuildQueues)
  // A reserve that cannot be filled must not prevent the start.
  await reserve?.refill().catch(() => undefined)
  const ids = options.ids ?? createIds(steady)
  const dialect = sqliteDialect
  const insertNew = createInsertNew({ transact })
  const heartbeat = createHeartbeat({ transact })
  const core = { db, dialect, transact, clock, steady, gaps, ids }
  const changeOne: ChangeLeased = async (change) => (await changeLeased(core, [change]))[0]
  const parts = { ...core, insertNew, heartbeat, changeLeased: changeOne }
  const store = createKyselyStore({ ...parts, idleMs: () => IDLE_MS })
  return {
    ...store,
    async close() {
      await stop()
      await store.close()
    },
  }
}

/** Kysely's migrator reads the columns of all tables, so a database that has all needs none. */
async function bringUpToDate(db: Kysely<Schema>, path: string): Promise<void> {
  const applied = await appliedMigrations(db)
  const unknown = unknownAmong(applied)
  if (unknown.length > 0) throw newerDatabase(path, unknown)
  if (missingMigrations(applied).length > 0) await migrate(db)
}

async function appliedMigrations(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql`select name from sqlite_schema where name = ${DEFAULT_MIGRATION_TABLE}`.execute(
    db,
  )
  if (rows.length === 0) return []
  const applied = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(
    db,
  )
  return applied.rows.map(({ name }) => name)
}

/**
 * All events come from this process, so only a clock could make work due that no event announces.
 */
const IDLE_MS = 5_000

function connect(path: string): Database.Database {
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('busy_timeout = 5000')
  // SQLite's `lower` knows only ASCII, so a search for `été` would not find `ÉTÉ`.
  database.function('lower', { deterministic: true }, lower)
  return database
}

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value
}
