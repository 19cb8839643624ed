import { type Kysely, sql } from 'kysely'
import { dayOf, type OwnerUsage } from '../owner-store.ts'
import { countTasks, IS_LEASED, IS_WAITING } from '../queues/task-states.ts'
import type { OwnerUsageRow, Schema } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'

/** Counts a source whose length is known now to the minutes of the day. */
export function countSource(tx: Tx, usage: OwnerUsageRow) {
  return tx
    .insertInto('owner_usage')
    .values(usage)
    .onConflict((conflict) =>
      conflict
        .columns(['owner', 'day'])
        .doUpdateSet({ seconds: sql<number>`owner_usage.seconds + excluded.seconds` }),
    )
}

export async function secondsOn(db: Kysely<Schema>, owner: string, at: number): Promise<number> {
  const row = await db
    .selectFrom('owner_usage')
    .select('seconds')
    .where('owner', '=', owner)
    .where('day', '=', dayOf(at))
    .executeTakeFirst()
  return numberOr0(row?.seconds)
}

export async function usageOf(db: Kysely<Schema>, owner: string, at: number): Promise<OwnerUsage> {
  return {
    running: await countTasks(db, owner, IS_LEASED),
    waiting: await countWaiting(db, owner),
    secondsToday: await secondsOn(db, owner, at),
    bytes: await bytesOf(db, owner),
  }
}

/** The index of waiting tasks begins with the engine, so it is asked engine by engine. */
async function countWaiting(db: Kysely<Schema>, owner: string): Promise<number> {
  const queues = await db.selectFrom('queues').select('engine').where('owner', '=', owner).execute()
  if (queues.length === 0) return 0
  const { count } = await db
    .selectFrom('tasks')
    .select(({ fn }) => fn.countAll().as('count'))
    .where(
      'engine',
      'in',
      queues.map(({ engine }) => engine),
    )
    .where('owner', '=', owner)
    .where(IS_WAITING)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The sources of its translations, their artifacts, the history of their cues, and previews. */
async function bytesOf(db: Kysely<Schema>, owner: string): Promise<number> {
  const sources = await db
    .selectFrom('translations')
    .select(({ fn }) => fn.sum('source_bytes').as('bytes'))
    .where('owner', '=', owner)
    .where('source_upload', 'is not', null)
    .executeTakeFirstOrThrow()
  const artifacts = await db
    .selectFrom('tasks')
    .select(({ fn }) => fn.sum('bytes').as('bytes'))
    .where('owner', '=', owner)
    .where('bytes', '>', sql.lit(0))
    .executeTakeFirstOrThrow()
  const histories = await db
    .selectFrom('cue_histories')
    .select(({ fn }) => fn.sum('bytes').as('bytes'))
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow()
  const sideTasks = await db
    .selectFrom('side_tasks')
    .select(({ fn }) => fn.sum('bytes').as('bytes'))
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow()
  const sums = [sources, artifacts, histories, sideTasks]
  return sums.reduce((sum, { bytes }) => sum + numberOr0(bytes), 0)
}

function numberOr0(value: unknown): number {
  const number = Number(value ?? 0)
  return Number.isFinite(number) ? number : 0
}
