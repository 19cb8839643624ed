import { type Kysely, sql, type SqlBool } from 'kysely'
import type { FailingReceiver, FinishedQuery, FinishedTarget } from '../store.ts'
import type { Schema } from '../tables/schema.ts'

/** The targets of an owner that ended since an instant, the newest first. */
export async function finishedTargets(db: Kysely<Schema>, query: FinishedQuery): Promise<FinishedTarget[]> {
  let rows = db
    .selectFrom('tasks')
    .innerJoin('translations', 'translations.id', 'tasks.translation_id')
    .select([
      'tasks.engine',
      'tasks.language',
      'tasks.status',
      'tasks.started_at',
      'tasks.finished_at',
      'tasks.revision',
      'translations.review',
      'translations.source_duration_seconds',
    ])
    .where('tasks.owner', '=', query.owner)
    .where('tasks.finished_at', '>=', query.since)
    .where('tasks.position', '>', 0)
    .where('tasks.status', 'in', ['completed', 'error', 'canceled'])
  if (query.engine !== undefined) rows = rows.where('tasks.engine', '=', query.engine)
  if (query.to !== undefined) rows = rows.where('tasks.language', '=', query.to)
  const found = await rows.orderBy('tasks.finished_at', 'desc').limit(query.limit).execute()
  return found.map((row) => ({
    engine: row.engine,
    language: row.language ?? '',
    status: row.status as FinishedTarget['status'],
    finishedAt: Number(row.finished_at),
    workSeconds:
      row.started_at === null ? undefined : (Number(row.finished_at) - Number(row.started_at)) / 1000,
    sourceSeconds: row.source_duration_seconds ?? undefined,
    revision: Number(row.revision),
    hasReview: row.review !== null,
  }))
}

const MAX_RECEIVERS = 20

/** Written like the partial index, which the database would otherwise not use. */
const IS_FAILING = sql<SqlBool>`(state in ('failed', 'disabled') or (state = 'pending' and tries > 1))`

/** The hosts that did not take the webhook messages of an owner, made since an instant. */
export async function failingReceivers(
  db: Kysely<Schema>,
  owner: string,
  since: number,
): Promise<FailingReceiver[]> {
  const rows = await db
    .selectFrom('webhook_messages')
    .select([
      'host',
      sql<number>`sum(case when state = 'pending' then 0 else 1 end)`.as('failed'),
      sql<number>`sum(case when state = 'pending' then 1 else 0 end)`.as('waiting'),
    ])
    .where('owner', '=', owner)
    .where('created_at', '>=', since)
    .where(IS_FAILING)
    .groupBy('host')
    .orderBy('host')
    .limit(MAX_RECEIVERS)
    .execute()
  return rows.map(({ host, failed, waiting }) => ({ host, failed: Number(failed), waiting: Number(waiting) }))
}
