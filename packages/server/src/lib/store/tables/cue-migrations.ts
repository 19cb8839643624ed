import { type ColumnDefinitionBuilder, type Kysely, PostgresAdapter, sql } from 'kysely'
import { index } from './indexes.ts'
import type { Schema } from './schema.ts'

/** Older versions go on: to them, everything is at its first revision. */
export async function addRevisions(db: Kysely<Schema>): Promise<void> {
  const first = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(1)
  for (const table of ['translations', 'tasks', 'events'])
    await db.schema.alterTable(table).addColumn('revision', 'integer', first).execute()
  await db.schema.alterTable('translations').addColumn('cue_revision', 'integer').execute()
  await db.schema.alterTable('translations').addColumn('review', 'text').execute()
  await db.schema.alterTable('translations').addColumn('review_due_at', 'bigint').execute()
  await db.schema.alterTable('tasks').addColumn('cue_revision', 'integer').execute()
  await db.schema
    .alterTable('tasks')
    .addColumn('is_stale', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('tasks').addColumn('options', 'text').execute()
  await db.schema
    .createIndex('translations_review_due')
    .on('translations')
    .column('review_due_at')
    .where('review_due_at', 'is not', null)
    .execute()
}

/** Older versions go on, and do not write it. */
export async function addContinuedAt(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('translations').addColumn('continued_at', 'bigint').execute()
}

/** A revision is a row for each language that it changed, so an edit writes what it changed. */
export async function addCues(db: Kysely<Schema>): Promise<void> {
  await cueTable(db, 'cue_revisions')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('written_by', 'text', (column) => column.notNull())
    .addColumn('next_number', 'integer', (column) => column.notNull())
    .addColumn('idempotency_key', 'text')
    .addColumn('request_hash', 'text')
    .addColumn('answer', 'text')
    .addPrimaryKeyConstraint('cue_revisions_pk', ['translation_id', 'revision'])
    .addUniqueConstraint('cue_revisions_idempotency', ['translation_id', 'idempotency_key'])
    .execute()
  await cueTable(db, 'cue_changes')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('cue_changes_pk', ['translation_id', 'revision', 'language'])
    .execute()
  await cueTable(db, 'cue_results')
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('cue_revision', 'integer', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('cue_results_pk', ['translation_id', 'language'])
    .execute()
}

/**
 * Snapshots, so that an edit or a page reads no more than twice what the cues are, and the bytes of
 * each history. Older versions read all changes, which are still there.
 */
export async function addCueHistories(db: Kysely<Schema>): Promise<void> {
  await cueTable(db, 'cue_snapshots')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('cue_snapshots_pk', ['translation_id', 'revision', 'language'])
    .execute()
  await cueTable(db, 'cue_answers')
    .addColumn('idempotency_key', 'text', (column) => column.notNull())
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('cue_answers_pk', ['translation_id', 'idempotency_key'])
    .execute()
  await createHistories(db)
}

async function createHistories(db: Kysely<Schema>): Promise<void> {
  const bytes = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)
  await cueTable(db, 'cue_histories')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', bytes)
    .addColumn('edited_bytes', 'bigint', bytes)
    .addColumn('base_bytes', 'bigint', bytes)
    .addColumn('since_bytes', 'bigint', bytes)
    .addPrimaryKeyConstraint('cue_histories_pk', ['translation_id'])
    .execute()
  await index(db, 'cue_histories_owner', 'cue_histories', ['owner', 'bytes'])
}

/** Counts what the histories of older versions take. */
export async function countCueHistories(db: Kysely<Schema>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  const size = isPostgres ? sql`octet_length(data)` : sql`length(cast(data as blob))`
  await sql`insert into cue_histories (translation_id, owner, bytes, edited_bytes, since_bytes)
    select changes.translation_id, owner, sum(size), sum(case when author = 'person' then size else 0 end), sum(size)
    from (select translation_id, revision, ${size} as size from cue_changes) as changes
    join translations on translations.id = changes.translation_id
    left join cue_revisions on cue_revisions.translation_id = changes.translation_id
      and cue_revisions.revision = changes.revision
    group by changes.translation_id, owner
    on conflict do nothing`.execute(db)
}

function cueTable(db: Kysely<Schema>, name: string) {
  return db.schema
    .createTable(name)
    .addColumn('translation_id', 'text', (column) =>
      column.notNull().references('translations.id').onDelete('cascade'),
    )
}
