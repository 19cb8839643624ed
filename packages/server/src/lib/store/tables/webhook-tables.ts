import { type Kysely, sql } from 'kysely'
import { dueIndex, index } from './indexes.ts'
import type { Schema } from './schema.ts'

export async function addWebhooks(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('translations').addColumn('webhook', 'text').execute()
  await createWebhookMessages(db)
  await createWebhookAttempts(db)
}

async function createWebhookMessages(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('webhook_messages')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('translation_id', 'text', (column) =>
      column.notNull().references('translations.id').onDelete('cascade'),
    )
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('snapshot', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('worker', 'text')
    .addColumn('due_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('webhook_messages_version', ['translation_id', 'version'])
    .execute()
  await dueIndex(db, 'webhook_messages_due', 'webhook_messages', ['due_at'])
}

async function createWebhookAttempts(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('webhook_attempts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('message_id', 'text', (column) =>
      column.notNull().references('webhook_messages.id').onDelete('cascade'),
    )
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('duration_ms', 'bigint', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('error', 'text')
    .execute()
  await index(db, 'webhook_attempts_message', 'webhook_attempts', ['message_id'])
}

/** Existing messages get the owner of their translation. Their host stays empty. */
export async function addWebhookLanes(db: Kysely<Schema>): Promise<void> {
  for (const name of ['owner', 'host']) {
    await db.schema
      .alterTable('webhook_messages')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(''))
      .execute()
  }
  await sql`update webhook_messages set owner =
    (select owner from translations where translations.id = webhook_messages.translation_id)`.execute(db)
  await dueIndex(db, 'webhook_messages_owner_due', 'webhook_messages', ['owner', 'due_at'])
}
