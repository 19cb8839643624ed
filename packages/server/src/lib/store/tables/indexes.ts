import { type Kysely, sql, type SqlBool } from 'kysely'
import type { Schema } from './schema.ts'

export async function statusIndex(
  db: Kysely<Schema>,
  name: string,
  columns: string[],
  status: string,
): Promise<void> {
  await db.schema
    .createIndex(name)
    .on('tasks')
    .columns(columns)
    .where(sql<SqlBool>`status = ${sql.lit(status)} and due_at is not null`)
    .execute()
}

export async function index(
  db: Kysely<Schema>,
  name: string,
  table: string,
  columns: string[],
): Promise<void> {
  await db.schema.createIndex(name).on(table).columns(columns).execute()
}

export async function dueIndex(
  db: Kysely<Schema>,
  name: string,
  table: string,
  columns: string[],
): Promise<void> {
  await db.schema.createIndex(name).on(table).columns(columns).where('due_at', 'is not', null).execute()
}
