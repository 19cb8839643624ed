import { CompiledQuery, type Kysely } from 'kysely'
import type { Schema, TaskRow } from '../tables/schema.ts'
import type { InsertNew, NewRows } from '../tables/store-parts.ts'
import { createBatches } from './batches.ts'
import { enteringParts } from './enter-queue.ts'
import { codeOf, repeatPatiently } from './failures.ts'
import { givenTasks, givenTranslations, insertionInto, valuesOf } from './new-rows.ts'
import { WRITE_PATIENCE } from './patience.ts'

const UNIQUE_VIOLATION = '23505'

/** Longer statements would keep others waiting for their locks. */
const MOST_AT_ONCE = 64
/** While one batch waits for the disk, the database works on the other. */
const BATCHES_AT_ONCE = 2

/**
 * Inserts the translations that are created at the same time in one statement, which is its own
 * transaction: one round trip and one write to the disk for all of them.
 */
export function createInsertNew(db: Kysely<Schema>): InsertNew {
  return createBatches({
    run: (batch) => repeatPatiently(WRITE_PATIENCE, () => insertAll(db, batch)),
    most: MOST_AT_ONCE,
    atOnce: BATCHES_AT_ONCE,
  })
}

type Outcome = Awaited<ReturnType<InsertNew>>

async function insertAll(db: Kysely<Schema>, batch: NewRows[]): Promise<Outcome[]> {
  try {
    const { rows } = await db.executeQuery(insertion(batch))
    const retired = new Map(rows.map((row) => [row.id, row.retired]))
    return batch.map(({ translation }) => outcomeOf(retired.get(translation.id)))
  } catch (error) {
    // The connection broke after the statement before had already made it durable.
    if (batch.length === 1 && isOwnId(error)) return ['inserted']
    throw error
  }
}

function outcomeOf(isRetired: boolean | undefined): Outcome {
  if (isRetired === undefined) return 'key_taken'
  return isRetired ? 'upload_removed' : 'inserted'
}

function isOwnId(error: unknown): boolean {
  if (codeOf(error) !== UNIQUE_VIOLATION) return false
  return (error as { constraint?: string }).constraint === 'translations_pkey'
}

/** A translation that was inserted, or whose upload is removed. */
interface ResultRow {
  id: string
  retired: boolean
}

/** The statement without uploads, and the one with them. */
const statements = new Map<boolean, string>()

function insertion(batch: NewRows[]): CompiledQuery<ResultRow> {
  const [first] = batch as [NewRows, ...NewRows[]]
  const hasUploads = batch.some(({ translation }) => translation.source_upload !== null)
  const statement = statements.get(hasUploads) ?? statementFor(first, hasUploads)
  statements.set(hasUploads, statement)
  const dueAt = Math.min(...batch.map((rows) => rows.dueAt))
  const { translations, tasks } = valuesOf(batch.toSorted(byKey))
  return CompiledQuery.raw(statement, [dueAt, translations, tasks]) as CompiledQuery<ResultRow>
}

function byKey({ translation: one }: NewRows, { translation: other }: NewRows): number {
  return compare(one.owner, other.owner) || compare(one.idempotency_key ?? '', other.idempotency_key ?? '')
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}

/** Locks the claims of uploads, in their order. */
const CLAIMS = `
  claim as (
    insert into upload_claims (upload, retired_at)
    select distinct source_upload, null::bigint from wanted where source_upload is not null
    order by source_upload
    on conflict (upload) do update set upload = excluded.upload
    returning upload, retired_at
  ), retired as materialized (
    select id from wanted join claim on upload = source_upload where retired_at is not null
  ),`

/**
 * Each part waits for the parts that it names: the claims of uploads are locked, then the rows are
 * inserted, then the owners enter the queue. Each part locks its rows in order, so that two batches
 * do not wait for each other; the translations come in order. It names the columns, because a newer
 * version may have added others.
 */
function statementFor(sample: NewRows, hasUploads: boolean): string {
  const translation = insertionInto('translations', sample.translation)
  const task = insertionInto('tasks', sample.tasks[0] as TaskRow)
  const event = insertionInto('events', sample.event)
  return `
    with wanted as materialized (
      select * from ${givenTranslations('$2')}
    ), ${hasUploads ? CLAIMS : ''} translation as (
      insert into translations (${translation.columns})
      select ${translation.values} from wanted as given
      ${hasUploads ? 'where id not in (select id from retired)' : ''}
      on conflict (owner, idempotency_key) do nothing
      returning id, engine, owner, priority
    ), task as (
      insert into tasks (${task.columns})
      select ${task.values} from ${givenTasks('$3')} join translation on translation.id = translation_id
    ), event as (
      insert into events (${event.columns})
      select ${event.values} from wanted as given where id in (select id from translation)
    ), line as materialized (
      select distinct engine, owner, $1::bigint as next_due_at from translation order by engine, owner
    ), ${enteringParts('line')}
    select id, false as retired from translation
    ${hasUploads ? 'union all select id, true from retired' : ''}`
}
