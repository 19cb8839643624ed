import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { IS_WAITING } from './task-states.ts'
import type { QueueRow } from '../tables/schema.ts'
import { MAX_DATE_MS, isInstant } from '../tables/shapes.ts'
import type { Dialect, Tx } from '../tables/store-parts.ts'

/** Damaged numbers must not give an owner everything. */
const MAX_SHARE = 1_000

/** The queue of one owner's waiting tasks for one engine. */
export interface Queue {
  engine: string
  owner: string
}

/**
 * Puts an owner in the queue for an engine, from `dueAt` on. The owner keeps the number of its last
 * turn, so the owner that has waited longest comes next and nobody saves up turns.
 */
export function enterQueue(tx: Tx, { engine, owner }: Queue, dueAt: number) {
  return tx
    .insertInto('queues')
    .values({ ...NEW_QUEUE, engine, owner, next_due_at: dueAt })
    .onConflict((conflict) =>
      conflict
        .columns(['engine', 'owner'])
        .doUpdateSet({ next_due_at: EARLIER_DUE })
        // Most owners are in the queue already, and need not be written.
        .where(IS_LATER),
    )
}

export const NEW_QUEUE = { turn: 0, taken: 0, parked: 0, claimed_at: null, gap_ms: null }

const EARLIER_DUE = sql<number>`case when queues.next_due_at < excluded.next_due_at
  then queues.next_due_at else excluded.next_due_at end`

const IS_LATER = sql<SqlBool>`queues.parked <> 1 and
  (queues.next_due_at is null or queues.next_due_at > excluded.next_due_at)`

/**
 * Leaves an owner at a limit alone until then. The end of one of its tasks brings it back.
 * @returns false when another transaction keeps it in the queue
 */
export async function park(tx: Tx, dialect: Dialect, queue: Queue, until: number): Promise<boolean> {
  if (!(await dialect.lockQueue(selectQueue(tx, queue)).executeTakeFirst())) return false
  await moveTo(tx, queue, { parked: 1, next_due_at: until, claimed_at: null })
  return true
}

/** Brings parked owners back, and returns those that were parked. */
export function unpark(tx: Tx, owners: string[]) {
  return tx
    .updateTable('queues')
    .set({ parked: 0, next_due_at: 0 })
    .where('owner', 'in', owners)
    .where(sql<SqlBool>`parked = 1`)
    .returning('owner as freed')
}

/**
 * Takes an owner without due tasks out of the queue: its tasks were canceled or removed.
 * @returns false when the owner still has tasks, or another transaction may be adding one
 */
export async function leaveQueue(tx: Tx, dialect: Dialect, queue: Queue, now: number): Promise<boolean> {
  if (!(await dialect.lockQueue(selectQueue(tx, queue)).executeTakeFirst())) return false
  // Only a statement after the lock sees every task that was added before it.
  const next_due_at = await nextDueOf(tx, queue)
  if (next_due_at !== null && next_due_at <= now) return false
  await moveTo(tx, queue, { next_due_at, parked: 0, claimed_at: null })
  return true
}

function selectQueue(tx: Tx, { engine, owner }: Queue) {
  return tx.selectFrom('queues').select('owner').where('engine', '=', engine).where('owner', '=', owner)
}

async function moveTo(tx: Tx, { engine, owner }: Queue, place: Partial<QueueRow>): Promise<void> {
  await tx.updateTable('queues').set(place).where('engine', '=', engine).where('owner', '=', owner).execute()
}

async function nextDueOf(tx: Tx, { engine, owner }: Queue): Promise<number | null> {
  const { next } = await tx
    .selectFrom('tasks')
    .select(({ fn }) => fn.min('due_at').as('next'))
    .where('engine', '=', engine)
    .where('owner', '=', owner)
    .where(IS_WAITING)
    .executeTakeFirstOrThrow()
  return next !== null && isInstant(Number(next)) ? Number(next) : null
}

/**
 * The `coalesce` hides the comparison from the planner, which would otherwise sort all due tasks
 * instead of walking an index in its order.
 */
export function isReached(column: string, now: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`coalesce(${sql.ref(column)}, 0) <= ${now}`
}

/** Rebuilds the queues from the tasks that wait. */
export async function rebuildQueues(tx: Tx): Promise<void> {
  // A damaged due time would never come: in SQLite, text is greater than every number.
  await tx.updateTable('tasks').set({ due_at: 0 }).where('due_at', '>', MAX_DATE_MS).execute()
  await tx.updateTable('queues').set({ next_due_at: null, parked: 0, claimed_at: null }).execute()
  await tx
    .insertInto('queues')
    .columns(['engine', 'owner', 'turn', 'next_due_at'])
    .expression((builder) =>
      builder
        .selectFrom('tasks')
        .select(({ fn }) => [
          'engine',
          'owner',
          sql<number>`0`.as('turn'),
          fn.min('due_at').as('next_due_at'),
        ])
        .where(IS_WAITING)
        .groupBy(['engine', 'owner']),
    )
    .onConflict((conflict) =>
      conflict.columns(['engine', 'owner']).doUpdateSet({ next_due_at: sql<number>`excluded.next_due_at` }),
    )
    .execute()
}

export function shareOf(share: number | null): number {
  return Math.min(MAX_SHARE, Math.max(1, Math.floor(numberIn(share) ?? 1)))
}

/** Undefined for null, and for a damaged column. */
export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
