import { Kysely, PostgresDialect } from 'kysely'
import { createIds } from '../ids.ts'
import type { Store } from '../store.ts'
import type { Schema } from '../tables/schema.ts'
import { openSteadyClock } from '../tables/steady-clock.ts'
import { createKyselyStore } from '../verbs/kysely-store.ts'
import { createNotifier } from '../verbs/notifier.ts'
import { createArrayLists } from './array-lists.ts'
import { checkDatabase, toPostgresError } from './check-database.ts'
import { createDatabaseClock, type DatabaseClock } from './database-clock.ts'
import { exchangeHints } from './hints.ts'
import { createHeartbeat } from './heartbeats.ts'
import { createInsertNew } from './insert-new.ts'
import { createChangeLeased } from './leased-changes.ts'
import { migrateDatabase } from './migrate-database.ts'
import { createClient, createPool } from './pool.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { createSettle } from './settle-clock.ts'
import { createTransact } from './transact.ts'
import { type BindTo, bindTo } from './transaction.ts'

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
  const dialect = new PostgresDialect({ pool })
  const db = new Kysely<Schema>({ dialect, plugins })
  try {
    const { schema } = await checkDatabase(db, url)
    await migrateDatabase(db, url, schema)
    return await openStore({ db, bind: bindTo(db, dialect), schema }, { ...options, onTrouble })
  } catch (error) {
    await db.destroy()
    throw toPostgresError(error, url)
  }
}

function openClock(db: Kysely<Schema>): DatabaseClock {
  const elapsed = () => performance.now()
  return createDatabaseClock(createSettle(db, elapsed), elapsed)
}

function frozenClock(clock: () => number): DatabaseClock {
  return {
    elapsed: clock,
    wall: clock,
    now: clock,
    observe: () => undefined,
    settled: async () => undefined,
  }
}

async function openStore(
  { db, bind, schema }: { db: Kysely<Schema>; bind: BindTo; schema: string },
  { url, clock, onTrouble }: PostgresStoreOptions & { onTrouble: (error: Error) => void },
): Promise<Store> {
  const databaseClock = clock ? frozenClock(clock) : openClock(db)
  const transact = createTransact({ db, bind, clock: databaseClock })
  await databaseClock.settled()
  const { now, wall } = databaseClock
  const { gaps, stop } = await openSteadyClock(db, transact, { wall: now, elapsed: now })
  const notifier = createNotifier()
  const hints = exchangeHints(notifier, {
    connect: () => createClient(url),
    channel: `video_translation_${schema}`,
    onTrouble,
  })
  await hints.started
  const core = { db, dialect: postgresDialect, transact, clock: wall, steady: now, ids: createIds(now) }
  const parts = {
    ...core,
    insertNew: createInsertNew(db),
    heartbeat: createHeartbeat(db),
    changeLeased: createChangeLeased(core),
    gaps,
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
