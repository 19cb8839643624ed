import { type ExpressionBuilder, type RawBuilder, sql, type SqlBool } from 'kysely'
import type { QueueRow, Schema } from '../tables/schema.ts'
import { MAX_DATE_MS, isInstant } from '../tables/shapes.ts'
import type { Dialect, Tx } from '../tables/store-parts.ts'

/** The queue of one owner's waiting tasks for one engine. */
export interface Queue {
  engine: string
  owner: string
}

/**
 * Puts an owner in the queue for an engine, from `dueAt` on. The owner keeps the number of its last
 * turn, so the owner that has waited longest comes next and nobody saves up turns.
 */
export async function enterQueue(
  tx: Tx,
  dialect: Dialect,
  { engine, owner }: Queue,
  dueAt: number,
): Promise<void> {
  // Most owners are in the queue already. Their creates must not wait for each other.
  const known = selectQueue(tx, { engine, owner }).where('next_due_at', '<=', dueAt)
  if (await dialect.keepInQueue(known).executeTakeFirst()) return
  await tx
    .insertInto('queues')
    .values({ engine, owner, turn: 0, next_due_at: dueAt })
    .onConflict((conflict) => conflict.columns(['engine', 'owner']).doUpdateSet({ next_due_at: EARLIER_DUE }))
    .execute()
}

const EARLIER_DUE = sql<number>`case when queues.next_due_at < excluded.next_due_at
  then queues.next_due_at else excluded.next_due_at end`

/**
 * The owners that have waiting tasks for an engine, in the order of their turns. An owner may turn
 * out to have none.
 */
export async function findOwnersInTurn(
  tx: Tx,
  engine: string,
  now: number,
  limit: number,
  needs?: string[],
): Promise<Queue[]> {
  const inLine = tx
    .selectFrom('queues')
    .select('owner')
    .where('engine', '=', engine)
    .where('next_due_at', 'is not', null)
    .where(isReached('next_due_at', now))
    .orderBy('turn')
    .orderBy('owner')
    .limit(limit)
  const rows = await (needs === undefined ? inLine : inLine.where(hasTaskWith(needs, now))).execute()
  return rows.map(({ owner }) => ({ engine, owner }))
}

/** Whether the owner of a queue has a due task with one of these needs. */
function hasTaskWith(needs: string[], now: number) {
  return ({ exists, selectFrom }: ExpressionBuilder<Schema, 'queues'>) =>
    exists(
      selectFrom('tasks')
        .select('tasks.id')
        .whereRef('tasks.engine', '=', 'queues.engine')
        .whereRef('tasks.owner', '=', 'queues.owner')
        .where('tasks.needs', 'in', needs)
        .where(IS_WAITING)
        .where(isReached('tasks.due_at', now)),
    )
}

/**
 * Moves an owner to the end of the queue after its turn, where it stays while it has more tasks.
 */
export async function endTurn(tx: Tx, dialect: Dialect, queue: Queue): Promise<void> {
  const last = await tx
    .selectFrom('queues')
    .select(({ fn }) => fn.max('turn').as('turn'))
    .where('engine', '=', queue.engine)
    // Text in the column would be the highest turn, and no number comes after it.
    .where('turn', '<', Number.MAX_SAFE_INTEGER)
    .executeTakeFirstOrThrow()
  const turn = Number(last.turn ?? 0) + 1
  if (await dialect.lockQueue(selectQueue(tx, queue)).executeTakeFirst()) {
    return await moveTo(tx, queue, { turn, next_due_at: await nextDueOf(tx, queue) })
  }
  // A transaction that keeps the owner in the queue is about to add a task, so the owner stays.
  const next_due_at = (await nextDueOf(tx, queue)) ?? 0
  await tx
    .insertInto('queues')
    .values({ ...queue, turn, next_due_at })
    .onConflict((conflict) => conflict.columns(['engine', 'owner']).doUpdateSet({ turn }))
    .execute()
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
  await moveTo(tx, queue, { next_due_at })
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

/** Written like the partial indexes, which only a literal status can use. */
export const IS_WAITING = sql<SqlBool>`tasks.status = 'pending' and tasks.due_at is not null`

/** Rebuilds the queues from the tasks that wait. */
export async function rebuildQueues(tx: Tx): Promise<void> {
  // A damaged due time would never come: in SQLite, text is greater than every number.
  await tx.updateTable('tasks').set({ due_at: 0 }).where('due_at', '>', MAX_DATE_MS).execute()
  await tx.updateTable('queues').set({ next_due_at: null }).execute()
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
