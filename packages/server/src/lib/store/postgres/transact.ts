import { setTimeout as delay } from 'node:timers/promises'
import {
  type Compilable,
  CompiledQuery,
  type DatabaseConnection,
  type Kysely,
  type QueryResult,
  type RawBuilder,
  sql,
} from 'kysely'
import type { Schema } from '../tables/schema.ts'
import type { Last, Transact, Tx, Work } from '../tables/store-parts.ts'
import { together } from '../tables/together.ts'
import type { DatabaseClock } from './database-clock.ts'
import { CommitUnconfirmed, isConnectionFailure, repeatPatiently } from './failures.ts'
import { WRITE_PATIENCE } from './patience.ts'
import { LIFE, NOW } from './settle-clock.ts'
import { type BindTo, openTransaction } from './transaction.ts'

export interface TransactParts {
  db: Kysely<Schema>
  bind: BindTo
  clock: TransactClock
}

type TransactClock = Pick<DatabaseClock, 'elapsed' | 'observe' | 'settled'>

/**
 * Runs transactions and repeats those that the server has rolled back. When the connection breaks
 * during the commit, the server is asked what became of the transaction, so that no change is lost
 * and none is made twice.
 */
export function createTransact(parts: TransactParts): Transact {
  return (work) => repeatPatiently(WRITE_PATIENCE, () => runOnce(parts, work))
}

interface Running<T> {
  begun?: Begun
  /** Present once the commit was sent. */
  finished?: { value: T }
}

async function runOnce<T>(parts: TransactParts, work: Work<T>): Promise<T> {
  const { db, bind, clock } = parts
  const running: Running<T> = {}
  const held = createHeld()
  await clock.settled()
  try {
    return await db.getExecutor().provideConnection(async (connection) => {
      const { tx, begun } = openTransaction(connection, bind, (on) => begin(on, clock))
      const value = await workOrRollBack(tx, async () => {
        const done = await work(tx, held.last)
        // Without its number, nobody could be asked what became of it.
        running.begun = await begun()
        return done
      })
      running.finished = { value }
      await held.sendWith(tx, () => commit(connection))
      return value
    })
  } catch (error) {
    const { begun, finished } = running
    if (begun === undefined || finished === undefined || !isConnectionFailure(error)) throw error
    if (!(await hasCommitted(parts, begun, error))) throw error
    held.forget()
    return finished.value
  }
}

/**
 * A transaction, and the life of the server that gave it its number: after a crash, a number that
 * was on no disk is given to another one.
 */
interface Begun {
  id: string
  life: number
}

/** One message, so that the time of the database costs no round trip. */
const BEGIN = CompiledQuery.raw(`begin isolation level read committed;
  select pg_current_xact_id()::text as id, ${LIFE}, ${NOW}`)

async function begin(connection: DatabaseConnection, clock: TransactClock): Promise<Begun> {
  const sentMs = clock.elapsed()
  const { rows } = await connection.executeQuery<Begun & { now: number }>(BEGIN)
  const [started] = rows
  if (started === undefined) throw new Error('PostgreSQL began a transaction without saying which.')
  const { now: wallMs, life } = started
  clock.observe({ wallMs, life, sentMs, arrivedMs: clock.elapsed() })
  return started
}

async function workOrRollBack<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // A rollback that fails must not hide the cause. Its connection leaves the pool.
    await sql`rollback`.execute(tx).catch(() => undefined)
    throw error
  }
}

/** The writes of a work that go with its commit. */
function createHeld() {
  const held: { writes: Compilable[]; answer: PromiseWithResolvers<readonly QueryResult<unknown>[]> }[] = []
  const last: Last = (writes) => {
    const answer = Promise.withResolvers<readonly QueryResult<unknown>[]>()
    held.push({ writes, answer })
    return answer.promise
  }
  return {
    last,
    /** The commit fails if one of the writes before it has failed, which is then the cause. */
    async sendWith(tx: Tx, commit: () => Promise<void>): Promise<void> {
      const sent = held.map(({ writes }) => together(writes.map((write) => tx.executeQuery(write))))
      const [answers] = await together([together(sent), commit()])
      held.forEach(({ answer }, at) => answer.resolve(answers[at] ?? []))
    },
    /** Their answers are lost with the connection. */
    forget: () => held.forEach(({ answer }) => answer.resolve([])),
  }
}

const COMMIT = CompiledQuery.raw('commit')

async function commit(connection: DatabaseConnection): Promise<void> {
  const { rows } = await connection.executeQuery<{ command?: string }>(COMMIT)
  if (rows[0]?.command === 'ROLLBACK')
    throw new Error('PostgreSQL rolled the transaction back at its commit.')
}

const ASK_AGAIN_MS = 100
/** Long enough for a primary that notices the loss of its standby. */
const MAX_ASKING_MS = 20_000

/**
 * Asks on another connection. A commit that the server is still working on is waited for. After a
 * crash nobody knows: the transaction runs again, and finds out what the first run has changed.
 * @throws {CommitUnconfirmed} while a synchronous standby is away, which the commit waits for
 */
async function hasCommitted(
  { db, clock }: TransactParts,
  { id, life }: Begun,
  cause: unknown,
): Promise<boolean> {
  const untilMs = clock.elapsed() + MAX_ASKING_MS
  for (;;) {
    const { rows } = await repeatPatiently(WRITE_PATIENCE, () => askFor(id).execute(db))
    const [now] = rows
    if (now?.life !== life) return false
    if (now.status !== 'in progress') return now.status === 'committed'
    if (clock.elapsed() > untilMs) throw new CommitUnconfirmed(cause)
    await delay(ASK_AGAIN_MS)
  }
}

/** PostgreSQL refuses to be asked for a number that it has not given yet. */
function askFor(id: string): RawBuilder<{ status: string | null; life: number }> {
  return sql`select ${sql.raw(LIFE)}, case when ${id}::xid8 < pg_snapshot_xmax(pg_current_snapshot())
    then pg_xact_status(${id}::xid8) end as status`
}
