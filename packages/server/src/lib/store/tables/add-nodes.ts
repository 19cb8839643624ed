import type { Kysely } from 'kysely'
import { index, statusIndex } from './indexes.ts'
import type { Schema } from './schema.ts'

/**
 * The nodes that share a database, and what each task needs of them. An older node writes tasks
 * that need nothing, which every worker may claim.
 */
export async function addNodes(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('nodes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('has_stopped', 'integer', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .execute()
  await index(db, 'nodes_seen', 'nodes', ['seen_at'])
  await db.schema
    .alterTable('tasks')
    .addColumn('needs', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await statusIndex(db, 'tasks_by_need', ['engine', 'needs', 'due_at'], 'pending')
}
