import { type Kysely, sql, type SqlBool } from 'kysely'
import { index, statusIndex } from './indexes.ts'
import type { Schema } from './schema.ts'

/**
 * A worker that can do little walks the tasks of an owner that it can do, in their order, however
 * many others wait. Older versions find everything as before.
 */
export async function addNeedIndexes(db: Kysely<Schema>): Promise<void> {
  const order = ['engine', 'owner', 'needs', 'priority desc', 'translation_id', 'position', 'due_at']
  await statusIndex(db, 'tasks_by_owner_need', order, 'pending')
  await db.schema
    .createIndex('tasks_prepared_by_need')
    .on('tasks')
    .columns(order)
    .where(sql<SqlBool>`status = 'pending' and due_at is not null and position > 0`)
    .execute()
}

export async function addQueueOwners(db: Kysely<Schema>): Promise<void> {
  await index(db, 'queues_owner', 'queues', ['owner'])
}

/** Most translations have none of these, and each entry costs a create time. */
export async function addSparseIndexes(db: Kysely<Schema>): Promise<void> {
  const indexes = {
    translations_by_reference: 'reference',
    translations_by_upload: 'source_upload',
    translations_by_expiry: 'expires_at',
  } as const
  for (const [name, column] of Object.entries(indexes)) {
    await db.schema
      .createIndex(name)
      .on('translations')
      .column(column)
      .where(column, 'is not', null)
      .execute()
  }
}

/** Nobody can read the table meanwhile, so this takes a moment and nothing else is done here. */
export async function dropFullIndexes(db: Kysely<Schema>): Promise<void> {
  for (const name of ['translations_reference', 'translations_upload', 'translations_expiry'])
    await db.schema.dropIndex(name).execute()
}
