import { type Kysely, sql, type SqlBool } from 'kysely'
import type { Schema } from './schema.ts'

/** The index holds the open tasks only, so that counting them for metrics skips the ended ones. */
export async function addTraceContext(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('translations').addColumn('traceparent', 'text').execute()
  await db.schema
    .createIndex('tasks_open')
    .on('tasks')
    .columns(['status', 'engine'])
    .where(sql<SqlBool>`status in ('pending', 'running')`)
    .execute()
}
