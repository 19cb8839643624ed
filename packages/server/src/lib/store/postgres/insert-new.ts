import { CompiledQuery, type Kysely } from 'kysely'
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
    const { rows: results } = await db.executeQuery(insertion(rows))
    const [result] = results
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

let statement: string | undefined

function insertion(rows: NewRows) {
  const { translation, tasks, event, dueAt } = rows
  const { source_upload, engine, owner } = translation
  const parameters = [source_upload, engine, owner, dueAt, ...[translation, tasks, event].map(jsonOf)]
  statement ??= statementFor(rows)
  return CompiledQuery.raw(statement, parameters) as CompiledQuery<{ inserted: boolean; retired: boolean }>
}

/**
 * Each part waits for the parts that it names: the upload's claim is locked first, then the rows
 * are inserted, then the owner is kept in the queue or enters it. The columns are named, because a
 * newer version may have added others.
 */
function statementFor({ translation, tasks, event }: NewRows): string {
  const [ofTranslation, ofTask, ofEvent] = [translation, tasks[0], event].map(columnsOf)
  return `
    with claim as (
      insert into upload_claims (upload, retired_at)
      select $1::text, null where $1::text is not null
      on conflict (upload) do update set upload = excluded.upload
      returning retired_at
    ), translation as (
      insert into translations (${ofTranslation})
      select ${ofTranslation} from json_populate_record(null::translations, $5::json)
      where not exists (select from claim where retired_at is not null)
      on conflict (owner, idempotency_key) do nothing
      returning id
    ), task as (
      insert into tasks (${ofTask})
      select ${ofTask} from json_populate_recordset(null::tasks, $6::json)
      where exists (select from translation)
    ), event as (
      insert into events (${ofEvent})
      select ${ofEvent} from json_populate_record(null::events, $7::json)
      where exists (select from translation)
    ), kept as (
      select from queues
      where engine = $2::text and owner = $3::text and next_due_at <= $4::bigint
        and exists (select from translation)
      for key share of queues
    ), entered as (
      insert into queues (engine, owner, turn, next_due_at)
      select $2::text, $3::text, 0, $4::bigint from translation
      where not exists (select from kept)
      on conflict (engine, owner)
      do update set next_due_at = least(queues.next_due_at, excluded.next_due_at)
    )
    select exists (select from translation) as inserted,
      exists (select from claim where retired_at is not null) as retired`
}

type Row = TranslationRow | TaskRow | EventRow

function columnsOf(row: Row | undefined): string {
  return Object.keys(row ?? {}).join(', ')
}

function jsonOf(rows: Row | Row[]): string {
  const json = JSON.stringify(rows)
  // Looking at every value takes longer than the rest of a create.
  return REFUSED_ESCAPE.test(json) ? JSON.stringify(rows, (_key, value: unknown) => wellFormed(value)) : json
}

/** PostgreSQL refuses the escape of NUL, and that of half of a surrogate pair. */
const REFUSED_ESCAPE = /\\u(0000|d[89a-f])/

function wellFormed(value: unknown): unknown {
  return typeof value === 'string' ? (withoutNul(value) as string).toWellFormed() : value
}
