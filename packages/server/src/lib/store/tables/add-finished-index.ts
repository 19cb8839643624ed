import { type Kysely, sql, type SqlBool } from 'kysely'
import type { Schema } from './schema.ts'

/** Finds the targets of an owner that ended lately, and what its receivers did not take. */
export async function addFinishedIndex(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createIndex('tasks_finished')
    .on('tasks')
    .columns(['owner', 'finished_at'])
    .where(sql<SqlBool>`finished_at is not null`)
    .execute()
  await db.schema
    .createIndex('webhook_messages_failing')
    .on('webhook_messages')
    .columns(['owner', 'created_at'])
    .where(sql<SqlBool>`(state in ('failed', 'disabled') or (state = 'pending' and tries > 1))`)
    .execute()
}
