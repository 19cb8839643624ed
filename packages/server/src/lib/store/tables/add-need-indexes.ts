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
  await index(db, 'queues_owner', 'queues', ['owner'])
  await leaveOutNulls(db)
}

/** Most translations have none of these, and each entry costs a create time. */
async function leaveOutNulls(db: Kysely<Schema>): Promise<void> {
  const indexes = {
    translations_reference: 'reference',
    translations_upload: 'source_upload',
    translations_expiry: 'expires_at',
  } as const
  for (const [name, column] of Object.entries(indexes)) {
    await db.schema.dropIndex(name).execute()
    await db.schema
      .createIndex(name)
      .on('translations')
      .column(column)
      .where(column, 'is not', null)
      .execute()
  }
}
