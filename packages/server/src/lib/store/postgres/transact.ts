import { setTimeout as delay } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
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
  id?: string
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
      running.id = await begin(tx, clock)
      const value = await workOrRollBack(tx, work)
      running.finished = { value }
      await commit(tx)
      return value
    })
  } catch (error) {
    const { id, finished } = running
    if (id === undefined || finished === undefined || !isConnectionFailure(error)) throw error
    if (await hasCommitted(db, id)) return finished.value
    throw error
  }
}

/** One message, so that the time of the database costs no round trip. */
const BEGIN = `begin isolation level read committed;
  select pg_current_xact_id()::text as id, floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`

async function begin(tx: Tx, clock: Pick<DatabaseClock, 'observe'>): Promise<string> {
  const { rows } = await sql.raw<{ id: string; now: number }>(BEGIN).execute(tx)
  const [started] = rows
  if (started === undefined) throw new Error('PostgreSQL began a transaction without saying which.')
  clock.observe(started.now)
  return started.id
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

/** Asks on another connection. A commit that the server is still working on is waited for. */
async function hasCommitted(db: Kysely<Schema>, id: string): Promise<boolean> {
  for (;;) {
    const { rows } = await repeatPatiently(WRITE_PATIENCE, () =>
      sql<{ status: string | null }>`select pg_xact_status(${id}::xid8) as status`.execute(db),
    )
    if (rows[0]?.status !== 'in progress') return rows[0]?.status === 'committed'
    await delay(ASK_AGAIN_MS)
  }
}
