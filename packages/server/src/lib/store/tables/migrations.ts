import { type Kysely, PostgresAdapter, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import {
  addContinuedAt,
  addCueHistories,
  addCues,
  addRevisions,
  countCueHistories,
} from './cue-migrations.ts'
import { dueIndex, index, statusIndex } from './indexes.ts'
import { addNeedIndexes, addQueueOwners, addSparseIndexes, dropFullIndexes } from './add-need-indexes.ts'
import { addFinishedIndex } from './add-finished-index.ts'
import { addNodes } from './add-nodes.ts'
import { addUploadClaims, addUploads } from './upload-tables.ts'
import { addTraceContext } from './add-trace-context.ts'
import { addKeys } from './key-tables.ts'
import { addBegunSources, addShares } from './share-tables.ts'
import { addSideTasks } from './side-task-table.ts'
import { addWebhookLanes, addWebhooks } from './webhook-tables.ts'
import type { Schema } from './schema.ts'

/**
 * Brings the database to the current schema. Rejects, with the cause, when a step fails.
 * @param schema the schema of the migrator's own tables, which it would otherwise look for in all
 */
export async function migrate(db: Kysely<Schema>, schema?: string): Promise<void> {
  await migrateTo(db, Object.keys(MIGRATIONS).at(-1) ?? '', schema)
}

/** Brings the database forward to a migration of this version. */
export async function migrateTo(db: Kysely<Schema>, name: string, schema?: string): Promise<void> {
  const { error } = await createMigrator(db, schema).migrateTo(name)
  if (error !== undefined) throw migrationFailed(error)
}

/**
 * The same, with each migration in a transaction of its own: older nodes at work wait for the locks
 * of one at a time, and not for a lock while they hold another one that a migration waits for.
 */
export async function migrateInSteps(db: Kysely<Schema>, schema: string): Promise<void> {
  const migrator = createMigrator(db, schema)
  for (;;) {
    const { error, results = [] } = await migrator.migrateUp()
    if (error !== undefined) throw migrationFailed(error)
    if (results.length === 0) return
  }
}

function createMigrator(db: Kysely<Schema>, schema: string | undefined): Migrator {
  const provider = { getMigrations: async () => MIGRATIONS }
  return new Migrator({ db, provider, ...(schema && { migrationTableSchema: schema }) })
}

function migrationFailed(cause: unknown): Error {
  return new Error('The database could not be brought up to date.', { cause })
}

/** Those that this version does not know, because a newer version made them. */
export function unknownAmong(applied: string[]): string[] {
  return applied.filter((name) => !Object.hasOwn(MIGRATIONS, name))
}

export function missingMigrations(applied: string[]): string[] {
  return Object.keys(MIGRATIONS).filter((name) => !applied.includes(name))
}

/** Whether the database says that this version may use it, though a newer version changed it. */
export async function isCompatible(db: Kysely<Schema>): Promise<boolean> {
  const row = await db.selectFrom('compatibility').select('oldest_migration').executeTakeFirst()
  return row !== undefined && Object.hasOwn(MIGRATIONS, row.oldest_migration)
}

/**
 * Migrations are append-only: never edit a released one. Each builds indexes of one table only, or
 * it could wait for an older node that waits for it.
 */
const MIGRATIONS: Record<string, Migration> = {
  '001_translations': { up: createTables },
  '002_checkpoint_attempt': { up: addCheckpointAttempt },
  '003_webhooks': { up: addWebhooks },
  '004_claim_indexes': { up: indexClaims },
  '005_upload_claims': { up: addUploadClaims },
  '006_queues': { up: addQueues },
  '007_steady_clock': { up: addSteadyClock },
  '009_webhook_lanes': { up: addWebhookLanes },
  '010_many_nodes': { up: prepareForManyNodes },
  '011_uploads': { up: addUploads },
  '012_detected_language': { up: addDetectedLanguage },
  '013_trace_context': { up: addTraceContext },
  '014_revisions': { up: addRevisions },
  '015_cues': { up: addCues },
  '016_nodes': { up: addNodes },
  '017_keys': { up: addKeys },
  '018_shares': { up: addShares },
  '019_need_indexes': { up: addNeedIndexes },
  '020_cue_histories': { up: addCueHistories },
  '021_begun_sources': { up: addBegunSources },
  '022_side_tasks': { up: addSideTasks },
  '023_finished_index': { up: addFinishedIndex },
  '024_queue_owners': { up: addQueueOwners },
  '025_sparse_indexes': { up: addSparseIndexes },
  '026_full_indexes': { up: dropFullIndexes },
  '027_history_bytes': { up: countCueHistories },
  '029_continued_at': { up: addContinuedAt },
}

async function createTables(db: Kysely<Schema>): Promise<void> {
  await createTranslations(db)
  await createTasks(db)
  await createEvents(db)
}

async function createTranslations(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('translations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('engine', 'text', (column) => column.notNull())
    .addColumn('source_url', 'text')
    .addColumn('source_upload', 'text')
    .addColumn('source_name', 'text')
    .addColumn('source_bytes', 'bigint')
    .addColumn('source_duration_seconds', 'double precision')
    .addColumn('from_language', 'text')
    .addColumn('options', 'text', (column) => column.notNull())
    .addColumn('reference', 'text')
    .addColumn('cancel_requested', 'integer', (column) => column.notNull())
    .addColumn('max_attempts', 'integer', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('idempotency_key', 'text')
    .addColumn('request_hash', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    // The key is null when absent, and nulls never collide.
    .addUniqueConstraint('translations_idempotency', ['owner', 'idempotency_key'])
    .execute()
  await index(db, 'translations_status', 'translations', ['status', 'id'])
  await index(db, 'translations_reference', 'translations', ['reference'])
  await index(db, 'translations_upload', 'translations', ['source_upload'])
  await index(db, 'translations_expiry', 'translations', ['expires_at'])
}

async function createTasks(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('tasks')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('translation_id', 'text', (column) =>
      column.notNull().references('translations.id').onDelete('cascade'),
    )
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('language', 'text')
    .addColumn('engine', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('stage', 'text')
    .addColumn('progress', 'double precision')
    .addColumn('expected_seconds', 'double precision')
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('worker', 'text')
    .addColumn('due_at', 'bigint')
    .addColumn('checkpoint', 'text')
    .addColumn('output', 'text')
    .addColumn('artifacts', 'text', (column) => column.notNull())
    .addColumn('warnings', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addUniqueConstraint('tasks_position', ['translation_id', 'position'])
    .execute()
  // These two indexes hold only tasks that can be claimed, so that a claim never scans finished
  // tasks.
  await dueIndex(db, 'tasks_claimable', 'tasks', ['translation_id', 'position'])
  await dueIndex(db, 'tasks_due', 'tasks', ['due_at'])
}

async function createEvents(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('events')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('translation_id', 'text', (column) =>
      column.notNull().references('translations.id').onDelete('cascade'),
    )
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('language', 'text')
    .addColumn('stage', 'text')
    .addColumn('message', 'text')
    .execute()
  await index(db, 'events_translation', 'events', ['translation_id', 'version'])
}

async function addCheckpointAttempt(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('tasks').addColumn('checkpoint_attempt', 'integer').execute()
}

/**
 * One index for each query of a claim, so that it scans neither the running tasks nor a backlog.
 */
async function indexClaims(db: Kysely<Schema>): Promise<void> {
  await db.schema.dropIndex('tasks_claimable').execute()
  await db.schema.dropIndex('tasks_due').execute()
  await statusIndex(db, 'tasks_waiting', ['engine', 'translation_id', 'position', 'due_at'], 'pending')
  await statusIndex(db, 'tasks_leased', ['engine', 'due_at'], 'running')
}

/**
 * A claim first finds the owner whose turn it is, then that owner's oldest task. Each has its
 * index.
 */
async function addQueues(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .alterTable('tasks')
    .addColumn('owner', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  const owner = sql<string>`(select owner from translations where translations.id = tasks.translation_id)`
  await db.updateTable('tasks').set({ owner }).execute()
  await db.schema.dropIndex('tasks_waiting').execute()
  await statusIndex(
    db,
    'tasks_in_turn',
    ['engine', 'owner', 'translation_id', 'position', 'due_at'],
    'pending',
  )
  await statusIndex(db, 'tasks_next_due', ['engine', 'owner', 'due_at'], 'pending')
  await db.schema
    .createTable('queues')
    .addColumn('engine', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('turn', 'bigint', (column) => column.notNull())
    .addColumn('next_due_at', 'bigint')
    .addPrimaryKeyConstraint('queues_pk', ['engine', 'owner'])
    .execute()
  await db.schema
    .createIndex('queues_in_line')
    .on('queues')
    .columns(['engine', 'turn', 'owner', 'next_due_at'])
    .where('next_due_at', 'is not', null)
    .execute()
  await index(db, 'queues_turn', 'queues', ['engine', 'turn'])
  await index(db, 'queues_due', 'queues', ['engine', 'next_due_at'])
}

async function addSteadyClock(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('steady_clock')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
}

/**
 * Shared secrets, and a statement of which older versions may use the database. A later migration
 * that an older version cannot live with raises `oldest_migration` to its own name.
 */
async function prepareForManyNodes(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('secrets')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('compatibility')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('oldest_migration', 'text', (column) => column.notNull())
    .execute()
  await db
    .insertInto('compatibility')
    .values({ id: 'database', oldest_migration: '010_many_nodes' })
    .execute()
  await index(db, 'translations_owner', 'translations', ['owner', 'id'])
  if (db.getExecutor().adapter instanceof PostgresAdapter) await vacuumEarly(db)
}

/** Every heartbeat leaves a dead index entry, which each claim would have to step over. */
async function vacuumEarly(db: Kysely<Schema>): Promise<void> {
  for (const table of ['tasks', 'queues']) {
    await sql`alter table ${sql.table(table)} set (
      autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0
    )`.execute(db)
  }
}

async function addDetectedLanguage(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('translations').addColumn('detected_language', 'text').execute()
  await db.schema.alterTable('translations').addColumn('detected_confidence', 'double precision').execute()
}
