import { Kysely, PostgresDialect } from 'kysely'
import { createIds } from '../ids.ts'
import type { Store } from '../store.ts'
import type { Schema } from '../tables/schema.ts'
import { openSteadyClock } from '../tables/steady-clock.ts'
import { createKyselyStore } from '../verbs/kysely-store.ts'
import { createNotifier } from '../verbs/notifier.ts'
import { createArrayLists } from './array-lists.ts'
import { checkDatabase, toPostgresError } from './check-database.ts'
import { createDatabaseClock } from './database-clock.ts'
import { exchangeHints } from './hints.ts'
import { createHeartbeat } from './heartbeats.ts'
import { createInsertNew } from './insert-new.ts'
import { migrateDatabase } from './migrate-database.ts'
import { createClient, createPool } from './pool.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { createTransact } from './transact.ts'

export interface PostgresStoreOptions {
  /**
   * `postgres://user:password@host:port/database`. The tables are in the first schema of the search
   * path, which `?options=-csearch_path%3Dname` sets.
   */
  url: string
  /** The most connections at once, besides one for notifications. Default: 10. */
  connections?: number
  /** Epoch milliseconds, in place of the database's clock, for tests. */
  clock?: () => number
  /** Receives the errors of broken connections, which are replaced. Default: ignored. */
  onTrouble?: (error: Error) => void
}

const CONNECTIONS = 10
/** While the notifications of other nodes arrive, polling only covers lost ones. */
const CONNECTED_IDLE_MS = 30_000
const ALONE_IDLE_MS = 5_000

/**
 * Opens the store on a PostgreSQL database, version 15 or newer, and creates its tables. Any number
 * of nodes may open the same database; its clock is the time of all of them.
 * @throws {DatabaseUnusable} when the database cannot be reached or does not suit the store
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, connections = CONNECTIONS, onTrouble = () => undefined } = options
  const pool = createPool({ url, max: connections, onTrouble })
  const plugins = [createArrayLists()]
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), plugins })
  try {
    const { schema } = await checkDatabase(db, url)
    await migrateDatabase(db, url, schema)
    return await openStore(db, schema, { ...options, onTrouble })
  } catch (error) {
    await db.destroy()
    throw toPostgresError(error, url)
  }
}

async function openStore(
  db: Kysely<Schema>,
  schema: string,
  { url, clock, onTrouble }: PostgresStoreOptions & { onTrouble: (error: Error) => void },
): Promise<Store> {
  const databaseClock = clock ? { now: clock, observe: () => undefined } : createDatabaseClock()
  const transact = createTransact(db, databaseClock)
  // The first transaction reads the clock.
  await transact(async () => undefined)
  const { now } = databaseClock
  const { gaps, stop } = await openSteadyClock(db, transact, { wall: now, elapsed: now })
  const notifier = createNotifier()
  const hints = exchangeHints(notifier, {
    connect: () => createClient(url),
    channel: `video_translation_${schema}`,
    onTrouble,
  })
  await hints.started
  const parts = {
    db,
    dialect: postgresDialect,
    transact,
    insertNew: createInsertNew(db),
    heartbeat: createHeartbeat(db),
    clock: now,
    steady: now,
    gaps,
    ids: createIds(now),
    idleMs: () => (hints.isConnected ? CONNECTED_IDLE_MS : ALONE_IDLE_MS),
  }
  const store = createKyselyStore(parts, notifier)
  return {
    ...store,
    async close() {
      await stop()
      await hints.close()
      await store.close()
    },
  }
}
