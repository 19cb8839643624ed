import type { Kysely } from 'kysely'
import { type Migrations, MIGRATIONS } from '../migrations.ts'
import type { Schema } from '../schema.ts'

/**
 * The migrations, and two that a later version might add. On PostgreSQL, the second waits for
 * everybody who uses a translation.
 */
export const NEXT_MIGRATIONS: Migrations = {
  ...MIGRATIONS,
  '900_worker_index': { up: addIndex },
  '901_wings': { up: addColumn },
}

async function addIndex(db: Kysely<Schema>): Promise<void> {
  await db.schema.createIndex('tasks_worker').on('tasks').column('worker').execute()
}

async function addColumn(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('translations').addColumn('wings', 'text').execute()
}
