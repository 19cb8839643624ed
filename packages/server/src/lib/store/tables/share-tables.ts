import { type Kysely, sql, type SqlBool } from 'kysely'
import { index, statusIndex } from './indexes.ts'
import type { Schema } from './schema.ts'

/**
 * Limits of owners, what they have used, and priorities. Older versions can run beside them, but
 * their claims do not know the limits.
 */
export async function addShares(db: Kysely<Schema>): Promise<void> {
  await createOwnerTables(db)
  await extendQueues(db)
  await addPriorities(db)
  await addBytes(db)
}

async function createOwnerTables(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('owner_limits')
    .addColumn('owner', 'text', (column) => column.primaryKey())
    .addColumn('share', 'integer')
    .addColumn('max_running', 'integer')
    .addColumn('minutes_per_day', 'double precision')
    .addColumn('max_bytes', 'bigint')
    .addColumn('retention_ms', 'bigint')
    .execute()
  await db.schema
    .createTable('owner_usage')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('seconds', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('owner_usage_pk', ['owner', 'day'])
    .execute()
  await index(db, 'owner_usage_day', 'owner_usage', ['day'])
}

async function extendQueues(db: Kysely<Schema>): Promise<void> {
  for (const name of ['taken', 'parked']) {
    await db.schema
      .alterTable('queues')
      .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  }
  for (const name of ['claimed_at', 'gap_ms']) {
    await db.schema.alterTable('queues').addColumn(name, 'bigint').execute()
  }
  await db.schema
    .createIndex('queues_parked')
    .on('queues')
    .columns(['owner'])
    .where(sql<SqlBool>`parked = 1`)
    .execute()
}

/** An owner's tasks are claimed by priority, and each claim walks the index in its order. */
async function addPriorities(db: Kysely<Schema>): Promise<void> {
  for (const table of ['translations', 'tasks']) {
    await db.schema
      .alterTable(table)
      .addColumn('priority', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  }
  const order = ['engine', 'owner', 'priority desc', 'translation_id', 'position', 'due_at']
  await db.schema.dropIndex('tasks_in_turn').execute()
  await statusIndex(db, 'tasks_by_priority', order, 'pending')
  // An owner without minutes left still gets the targets of sources that were counted before.
  await db.schema
    .createIndex('tasks_prepared')
    .on('tasks')
    .columns(order)
    .where(sql<SqlBool>`status = 'pending' and due_at is not null and position > 0`)
    .execute()
  await statusIndex(db, 'tasks_running', ['owner'], 'running')
}

async function addBytes(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .alterTable('tasks')
    .addColumn('bytes', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema
    .createIndex('tasks_bytes')
    .on('tasks')
    .columns(['owner', 'bytes'])
    .where(sql<SqlBool>`bytes > 0`)
    .execute()
  await db.schema
    .createIndex('translations_bytes')
    .on('translations')
    .columns(['owner', 'source_bytes'])
    .where(sql<SqlBool>`source_upload is not null`)
    .execute()
}

/** An owner without minutes left goes on with sources that were counted. */
export async function addBegunSources(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createIndex('tasks_begun')
    .on('tasks')
    .columns(['owner', 'engine'])
    .where(sql<SqlBool>`status = 'pending' and due_at is not null and position = 0 and attempt > 0`)
    .execute()
}
