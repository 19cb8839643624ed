import type { Kysely } from 'kysely'
import { index } from './indexes.ts'
import type { Schema } from './schema.ts'

/** Older versions go on: they do no such work, and remove it with its translation. */
export async function addSideTasks(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('side_tasks')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('translation_id', 'text', (column) =>
      column.notNull().references('translations.id').onDelete('cascade'),
    )
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('engine', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('needs', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('worker', 'text')
    .addColumn('due_at', 'bigint')
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('result', 'text')
    .addColumn('error', 'text')
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('side_tasks_due')
    .on('side_tasks')
    .columns(['kind', 'due_at'])
    .where('due_at', 'is not', null)
    .execute()
  await index(db, 'side_tasks_translation', 'side_tasks', ['translation_id'])
  await index(db, 'side_tasks_owner', 'side_tasks', ['owner', 'bytes'])
  await index(db, 'side_tasks_age', 'side_tasks', ['kind', 'created_at'])
}
