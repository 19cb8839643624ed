import { type Expression, type ExpressionBuilder, type Kysely, sql, type SqlBool } from 'kysely'
import type { TranslationEvent, TranslationStatus } from 'video-translation-client'
import type { Counts, QueueReason } from '../counts.ts'
import { toEvent } from '../tables/rows.ts'
import type { Schema } from '../tables/schema.ts'
import type { CountQuery, ListQuery } from '../store.ts'

/** The ids of one page, newest first. The cursor is the last id of the previous page. */
export async function findPage(
  db: Kysely<Schema>,
  query: ListQuery,
): Promise<{ ids: string[]; nextCursor?: string }> {
  const rows = await db
    .selectFrom('translations')
    .select('id')
    .where((builder) => builder.and(conditions(builder, query)))
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const ids = rows.slice(0, query.limit).map(({ id }) => id)
  return { ids, nextCursor: rows.length > query.limit ? ids.at(-1) : undefined }
}

type Builder = ExpressionBuilder<Schema, 'translations'>

function conditions(builder: Builder, query: Omit<ListQuery, 'limit'>): Expression<SqlBool>[] {
  const { owner, status, engine, reference, text, to, after, cursor } = query
  const all: Expression<SqlBool>[] = []
  if (owner !== undefined) all.push(builder('owner', '=', owner))
  if (status !== undefined && status.length > 0) all.push(builder('status', 'in', status))
  if (engine !== undefined) all.push(builder('engine', '=', engine))
  if (reference !== undefined) all.push(builder('reference', '=', reference))
  if (text !== undefined && text !== '') all.push(contains(builder, text))
  if (to !== undefined) all.push(builder.exists(targetIn(builder, to)))
  if (after !== undefined) all.push(builder('id', '>', after))
  if (cursor !== undefined) all.push(builder('id', '<', cursor))
  return all
}

function targetIn(builder: Builder, language: string) {
  return builder
    .selectFrom('tasks')
    .select('tasks.id')
    .whereRef('tasks.translation_id', '=', 'translations.id')
    .where('tasks.language', '=', language)
}

/** Whether the source's name, the reference or the id contains the text, in any letter case. */
function contains(builder: Builder, text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const columns = ['source_name', 'reference', 'id'] as const
  return builder.or(
    columns.map((name) => sql<SqlBool>`lower(${builder.ref(name)}) like ${pattern} escape '\\'`),
  )
}

/** The versions of those of the translations that exist, by id. */
export async function versionsOf(db: Kysely<Schema>, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('translations').select(['id', 'version']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, version }) => [id, version]))
}

export async function eventsOf(db: Kysely<Schema>, id: string): Promise<TranslationEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('translation_id', '=', id)
    .orderBy('version')
    .orderBy('id')
    .execute()
  return rows.map(toEvent)
}

/** The ids of the uploads that are sources of translations. */
export async function uploadsInUse(db: Kysely<Schema>): Promise<Set<string>> {
  const rows = await db
    .selectFrom('translations')
    .select('source_upload')
    .distinct()
    .where('source_upload', 'is not', null)
    .execute()
  return new Set(rows.map((row) => String(row.source_upload)))
}

/**
 * The ids of ended translations whose retention is over. One that takes longer than that is not
 * deleted while it runs.
 */
export async function expired(db: Kysely<Schema>, now: number, limit: number, skip = 0): Promise<string[]> {
  const rows = await db
    .selectFrom('translations')
    .select('id')
    .where('expires_at', '<=', now)
    .where('finished_at', 'is not', null)
    .orderBy('expires_at')
    .orderBy('id')
    .limit(limit)
    .offset(skip)
    .execute()
  return rows.map(({ id }) => id)
}

/** How many translations match, by status. */
export async function countByStatus(
  db: Kysely<Schema>,
  query: CountQuery,
): Promise<Partial<Record<TranslationStatus, number>>> {
  const rows = await db
    .selectFrom('translations')
    .select(({ fn }) => ['status', fn.countAll().as('count')])
    .where((builder) => builder.and(conditions(builder, query)))
    .groupBy('status')
    .execute()
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
}

export async function counts(db: Kysely<Schema>, now: number): Promise<Counts> {
  const byStatus = await db
    .selectFrom('translations')
    .select(({ fn }) => ['status', fn.countAll().as('count')])
    .groupBy('status')
    .execute()
  return {
    translations: Object.fromEntries(byStatus.map(({ status, count }) => [status, Number(count)])),
    queue: { worker: 0, retry: 0, source: 0, ...(await countWaiting(db, now)) },
    running: await countRunning(db),
    webhooks: { now: 0, later: 0, ...(await countWebhooks(db, now)) },
  }
}

async function countWaiting(db: Kysely<Schema>, now: number): Promise<Partial<Counts['queue']>> {
  const reason = sql<QueueReason>`case when due_at is null then 'source' when due_at <= ${now} then 'worker' else 'retry' end`
  const rows = await db
    .selectFrom('tasks')
    .select(({ fn }) => [reason.as('reason'), fn.countAll().as('count')])
    .where(isOpen)
    .where('status', '=', 'pending')
    .groupBy(sql`1`)
    .execute()
  return Object.fromEntries(rows.map((row) => [row.reason, Number(row.count)]))
}

async function countRunning(db: Kysely<Schema>): Promise<Counts['running']> {
  const rows = await db
    .selectFrom('tasks')
    .select(({ fn }) => ['engine', fn.countAll().as('count')])
    .where(isOpen)
    .where('status', '=', 'running')
    .groupBy('engine')
    .execute()
  return Object.fromEntries(rows.map(({ engine, count }) => [engine, Number(count)]))
}

/** The words of the index `tasks_open`, which the database would otherwise not use. */
function isOpen(): Expression<SqlBool> {
  return sql<SqlBool>`status in ('pending', 'running')`
}

async function countWebhooks(db: Kysely<Schema>, now: number): Promise<Partial<Counts['webhooks']>> {
  const due = sql<'now' | 'later'>`case when due_at <= ${now} then 'now' else 'later' end`
  const rows = await db
    .selectFrom('webhook_messages')
    .select(({ fn }) => [due.as('due'), fn.countAll().as('count')])
    .where('due_at', 'is not', null)
    .where('state', '=', 'pending')
    .groupBy(sql`1`)
    .execute()
  return Object.fromEntries(rows.map((row) => [row.due, Number(row.count)]))
}
