import { type Kysely, sql, type SqlBool } from 'kysely'
import type { Schema } from '../tables/schema.ts'

/** Written like the partial indexes, which only a literal status can use. */
export const IS_WAITING = sql<SqlBool>`tasks.status = 'pending' and tasks.due_at is not null`

export const IS_LEASED = sql<SqlBool>`tasks.status = 'running' and tasks.due_at is not null`

/** Targets: their source is prepared, or they would not be due. */
export const IS_PREPARED = sql<SqlBool>`tasks.status = 'pending' and tasks.due_at is not null
  and tasks.position > 0`

/** The minutes of a source count as soon as its length is known. */
export const IS_COUNTED = sql<SqlBool>`translations.source_duration_seconds > 0`

/** Sources that were begun before. */
export const IS_BEGUN = sql<SqlBool>`tasks.status = 'pending' and tasks.due_at is not null
  and tasks.position = 0 and tasks.attempt > 0`

export async function countTasks(
  db: Kysely<Schema>,
  owner: string,
  state: typeof IS_WAITING,
): Promise<number> {
  const { count } = await db
    .selectFrom('tasks')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('owner', '=', owner)
    .where(state)
    .executeTakeFirstOrThrow()
  return Number(count)
}
