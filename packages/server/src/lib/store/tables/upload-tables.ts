import type { Kysely } from 'kysely'
import { index } from './indexes.ts'
import type { Schema } from './schema.ts'

export async function addUploadClaims(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('upload_claims')
    .addColumn('upload', 'text', (column) => column.primaryKey())
    .addColumn('retired_at', 'bigint')
    .execute()
  await index(db, 'upload_claims_retired', 'upload_claims', ['retired_at'])
}

export async function addUploads(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('uploads')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint')
    .addColumn('arrived', 'bigint', (column) => column.notNull())
    .addColumn('metadata', 'text', (column) => column.notNull())
    .addColumn('touched_at', 'bigint', (column) => column.notNull())
    .execute()
  await index(db, 'uploads_owner', 'uploads', ['owner'])
  await index(db, 'uploads_touched', 'uploads', ['touched_at'])
  await db.schema
    .createTable('upload_segments')
    .addColumn('upload_id', 'text', (column) => column.notNull().references('uploads.id').onDelete('cascade'))
    .addColumn('begins_at', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('upload_segments_pk', ['upload_id', 'begins_at'])
    .execute()
}
