import type { Kysely } from 'kysely'
import { index } from './indexes.ts'
import type { Schema } from './schema.ts'

/** The tables of API keys and of the audit. Older versions can run beside them. */
export async function addKeys(db: Kysely<Schema>): Promise<void> {
  await createKeys(db)
  await db.schema
    .createTable('key_changes')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .execute()
  await createAudit(db)
}

async function createKeys(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('max_priority', 'integer', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull().unique())
    .addColumn('hint', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute()
}

async function createAudit(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('key_name', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('request_id', 'text', (column) => column.notNull())
    .execute()
  await index(db, 'audit_owner', 'audit', ['owner', 'id'])
  await index(db, 'audit_key', 'audit', ['key_id', 'id'])
  await index(db, 'audit_subject', 'audit', ['subject', 'id'])
}
