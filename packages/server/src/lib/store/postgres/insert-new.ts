import { type Kysely, sql } from 'kysely'
import type { EventRow, Schema, TaskRow, TranslationRow } from '../tables/schema.ts'
import type { InsertNew, NewRows } from '../tables/store-parts.ts'
import { codeOf, repeatPatiently } from './failures.ts'
import { withoutNul } from './session.ts'
import { WRITE_PATIENCE } from './transact.ts'

const UNIQUE_VIOLATION = '23505'

/** Inserts a new translation in one statement, which is its own transaction: one round trip. */
export function createInsertNew(db: Kysely<Schema>): InsertNew {
  return (rows) => repeatPatiently(WRITE_PATIENCE, () => insertOnce(db, rows))
}

async function insertOnce(db: Kysely<Schema>, rows: NewRows): ReturnType<InsertNew> {
  try {
    const [result] = (await insertion(rows).execute(db)).rows
    if (result?.inserted) return 'inserted'
    return result?.retired ? 'upload_removed' : 'key_taken'
  } catch (error) {
    // The connection broke after the statement before had already made it durable.
    if (isOwnId(error)) return 'inserted'
    throw error
  }
}

function isOwnId(error: unknown): boolean {
  if (codeOf(error) !== UNIQUE_VIOLATION) return false
  return (error as { constraint?: string }).constraint === 'translations_pkey'
}

/**
 * Each part waits for the parts that it names: the upload's claim is locked first, then the rows
 * are inserted, then the owner is kept in the queue or enters it.
 */
function insertion({ translation, tasks, event, dueAt }: NewRows) {
  const { source_upload: upload, engine, owner } = translation
  return sql<{ inserted: boolean; retired: boolean }>`
    with claim as (
      insert into upload_claims (upload, retired_at)
      select ${upload}::text, null where ${upload}::text is not null
      on conflict (upload) do update set upload = excluded.upload
      returning retired_at
    ), translation as (
      insert into translations (${columnsOf(translation)})
      select ${columnsOf(translation)}
      from json_populate_record(null::translations, ${jsonOf(translation)}::json)
      where not exists (select from claim where retired_at is not null)
      on conflict (owner, idempotency_key) do nothing
      returning id
    ), task as (
      insert into tasks (${columnsOf(tasks[0])})
      select ${columnsOf(tasks[0])}
      from json_populate_recordset(null::tasks, ${jsonOf(tasks)}::json)
      where exists (select from translation)
    ), event as (
      insert into events (${columnsOf(event)})
      select ${columnsOf(event)} from json_populate_record(null::events, ${jsonOf(event)}::json)
      where exists (select from translation)
    ), kept as (
      select from queues
      where engine = ${engine} and owner = ${owner} and next_due_at <= ${dueAt}
        and exists (select from translation)
      for key share of queues
    ), entered as (
      insert into queues (engine, owner, turn, next_due_at)
      select ${engine}, ${owner}, 0, ${dueAt}::bigint from translation
      where not exists (select from kept)
      on conflict (engine, owner)
      do update set next_due_at = least(queues.next_due_at, excluded.next_due_at)
    )
    select exists (select from translation) as inserted,
      exists (select from claim where retired_at is not null) as retired`
}

type Row = TranslationRow | TaskRow | EventRow

/** Names the columns, because a newer version may have added others. */
function columnsOf(row: Row | undefined) {
  return sql.join(Object.keys(row ?? {}).map((name) => sql.ref(name)))
}

function jsonOf(rows: Row | Row[]): string {
  return JSON.stringify(rows, (_key, value: unknown) => wellFormed(value))
}

/** JSON would escape half of a surrogate pair, and PostgreSQL refuses such an escape. */
function wellFormed(value: unknown): unknown {
  return typeof value === 'string' ? (withoutNul(value) as string).toWellFormed() : value
}
