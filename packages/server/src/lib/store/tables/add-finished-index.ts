import { type Kysely, sql, type SqlBool } from 'kysely'
import type { Schema } from './schema.ts'

/** Finds the targets of an owner that ended lately, however many there are. */
export async function addFinishedIndex(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createIndex('tasks_finished')
    .on('tasks')
    .columns(['owner', 'finished_at'])
    .where(sql<SqlBool>`finished_at is not null`)
    .execute()
}
