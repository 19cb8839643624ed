import { setTimeout as delay } from 'node:timers/promises'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Schema } from '../tables/schema.ts'
import type { Transact, Tx } from '../tables/store-parts.ts'
import type { DatabaseClock } from './database-clock.ts'
import { isConflict, isConnectionFailure, repeatPatiently } from './failures.ts'

/** How long a write is repeated while the server restarts. */
export const WRITE_PATIENCE = {
  forMs: 10_000,
  isTransient: (error: unknown) => isConnectionFailure(error) || isConflict(error),
}

/**
 * Runs transactions and repeats those that the server has rolled back. When the connection breaks
 * during the commit, the server is asked what became of the transaction, so that no change is lost
 * and none is made twice.
 */
export function createTransact(db: Kysely<Schema>, clock: Pick<DatabaseClock, 'observe'>): Transact {
  return (work) => repeatPatiently(WRITE_PATIENCE, () => runOnce(db, clock, work))
}

interface Running<T> {
  begun?: Begun
  /** Present once the commit was sent. */
  finished?: { value: T }
}

async function runOnce<T>(
  db: Kysely<Schema>,
  clock: Pick<DatabaseClock, 'observe'>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const running: Running<T> = {}
  try {
    return await db.connection().execute(async (connection) => {
      // A connection is all that a transaction needs of Kysely.
      const tx = connection as unknown as Tx
      running.begun = await begin(tx, clock)
      const value = await workOrRollBack(tx, work)
      running.finished = { value }
      await commit(tx)
      return value
    })
  } catch (error) {
    const { begun, finished } = running
    if (begun === undefined || finished === undefined || !isConnectionFailure(error)) throw error
    if (await hasCommitted(db, begun)) return finished.value
    throw error
  }
}

/** A transaction, and the life of the server that gave it its number. */
interface Begun {
  id: string
  life: string
}

/**
 * Changes with each crash of the server and with each promotion, because statistics do not survive
 * either. A number that was on no disk by then is given to another transaction afterwards.
 */
const LIFE = 'pg_stat_get_bgwriter_stat_reset_time()::text as life'

/** One message, so that the time of the database costs no round trip. */
const BEGIN = `begin isolation level read committed;
  select pg_current_xact_id()::text as id, ${LIFE},
    floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`

async function begin(tx: Tx, clock: Pick<DatabaseClock, 'observe'>): Promise<Begun> {
  const { rows } = await sql.raw<Begun & { now: number }>(BEGIN).execute(tx)
  const [started] = rows
  if (started === undefined) throw new Error('PostgreSQL began a transaction without saying which.')
  clock.observe(started.now)
  return started
}

async function workOrRollBack<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await work(tx)
  } catch (error) {
    // A rollback that fails must not hide the cause. Its connection leaves the pool.
    await sql`rollback`.execute(tx).catch(() => undefined)
    throw error
  }
}

async function commit(tx: Tx): Promise<void> {
  const { rows } = await sql<{ command?: string }>`commit`.execute(tx)
  if (rows[0]?.command === 'ROLLBACK')
    throw new Error('PostgreSQL rolled the transaction back at its commit.')
}

const ASK_AGAIN_MS = 100

/**
 * Asks on another connection. A commit that the server is still working on is waited for. After a
 * crash nobody knows: the transaction runs again, and finds out what the first run has changed.
 */
async function hasCommitted(db: Kysely<Schema>, { id, life }: Begun): Promise<boolean> {
  for (;;) {
    const { rows } = await repeatPatiently(WRITE_PATIENCE, () => askFor(id).execute(db))
    const [now] = rows
    if (now?.life !== life) return false
    if (now.status !== 'in progress') return now.status === 'committed'
    await delay(ASK_AGAIN_MS)
  }
}

/** PostgreSQL refuses to be asked for a number that it has not given yet. */
function askFor(id: string): RawBuilder<{ status: string | null; life: string }> {
  return sql`select ${sql.raw(LIFE)}, case when ${id}::xid8 < pg_snapshot_xmax(pg_current_snapshot())
    then pg_xact_status(${id}::xid8) end as status`
}
