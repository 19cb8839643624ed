import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { FURTHEST_MS, isInstant } from '../tables/shapes.ts'
import type { Tx } from '../verbs/jobs.ts'

/** The owner and the engine of a queue of waiting tasks. */
export interface Queue {
  engine: string
  owner: string
}

/**
 * Puts an owner in line for an engine, from `dueAt` on. An owner keeps the number of its last turn, so whoever was not
 * served for longest comes next, and nobody saves up turns.
 */
export async function enterQueue(tx: Tx, { engine, owner }: Queue, dueAt: number): Promise<void> {
  await tx
    .insertInto('queues')
    .values({ engine, owner, turn: 0, next_due_at: dueAt })
    .onConflict((conflict) => conflict.columns(['engine', 'owner']).doUpdateSet({ next_due_at: earlier }))
    .execute()
}

const earlier = sql<number>`case when queues.next_due_at < excluded.next_due_at
  then queues.next_due_at else excluded.next_due_at end`

/** The owners whose turn it is for an engine, in their order. One of them may have nothing any more. */
export async function findTurns(tx: Tx, engine: string, now: number, limit: number): Promise<Queue[]> {
  const rows = await tx
    .selectFrom('queues')
    .select('owner')
    .where('engine', '=', engine)
    .where('next_due_at', 'is not', null)
    .where(isReached('next_due_at', now))
    .orderBy('turn')
    .orderBy('owner')
    .limit(limit)
    .execute()
  return rows.map(({ owner }) => ({ engine, owner }))
}

/** An owner had its turn: it goes to the end of the line, and stands there while it has more. */
export async function endTurn(tx: Tx, queue: Queue): Promise<void> {
  const last = await tx
    .selectFrom('queues')
    .select(({ fn }) => fn.max('turn').as('turn'))
    .where('engine', '=', queue.engine)
    // Text in the column would be the highest turn, and no number comes after it.
    .where('turn', '<', Number.MAX_SAFE_INTEGER)
    .executeTakeFirstOrThrow()
  const turn = Number(last.turn ?? 0) + 1
  const next_due_at = await nextDueOf(tx, queue)
  await tx
    .insertInto('queues')
    .values({ ...queue, turn, next_due_at })
    .onConflict((conflict) => conflict.columns(['engine', 'owner']).doUpdateSet({ turn, next_due_at }))
    .execute()
}

/**
 * An owner had nothing when its turn came: what it had was canceled or removed.
 * @returns whether it stepped back; else what it has is locked by another worker
 */
export async function leaveQueue(tx: Tx, { engine, owner }: Queue, now: number): Promise<boolean> {
  const next_due_at = await nextDueOf(tx, { engine, owner })
  if (next_due_at !== null && next_due_at <= now) return false
  await tx
    .updateTable('queues')
    .set({ next_due_at })
    .where('engine', '=', engine)
    .where('owner', '=', owner)
    .execute()
  return true
}

async function nextDueOf(tx: Tx, { engine, owner }: Queue): Promise<number | null> {
  const { next } = await tx
    .selectFrom('tasks')
    .select(({ fn }) => fn.min('due_at').as('next'))
    .where('engine', '=', engine)
    .where('owner', '=', owner)
    .where(isWaiting)
    .executeTakeFirstOrThrow()
  return next !== null && isInstant(Number(next)) ? Number(next) : null
}

/** Hidden from the planner, which would else sort all that is due instead of walking an index in its order. */
export function isReached(column: string, now: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`coalesce(${sql.ref(column)}, 0) <= ${now}`
}

/** As the partial indexes have it: only a literal status can use them. */
export const isWaiting = sql<SqlBool>`tasks.status = 'pending' and tasks.due_at is not null`

/** Puts everybody in line who has something waiting, whatever the lines said. */
export async function rebuildQueues(tx: Tx): Promise<void> {
  // A damaged instant would never come. In SQLite, text is greater than every number.
  await tx.updateTable('tasks').set({ due_at: 0 }).where('due_at', '>', FURTHEST_MS).execute()
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
        .where(isWaiting)
        .groupBy(['engine', 'owner']),
    )
    .onConflict((conflict) =>
      conflict.columns(['engine', 'owner']).doUpdateSet({ next_due_at: sql<number>`excluded.next_due_at` }),
    )
    .execute()
}
