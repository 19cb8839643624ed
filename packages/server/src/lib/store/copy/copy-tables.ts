import { Kysely, PostgresDialect } from 'kysely'
import { toPostgresError } from '../postgres/check-database.ts'
import { inspectDatabase } from '../postgres/inspect-database.ts'
import { migrateDatabase } from '../postgres/migrate-database.ts'
import { createMigrationPool } from '../postgres/pool.ts'
import type { Schema } from '../tables/schema.ts'
import { shareSecret } from '../verbs/shared-secret.ts'
import { openSourceTables, type SourceTables } from './source-tables.ts'
import { copyTable, requireEmpty } from './target-tables.ts'

/** A copied table, with the number of its rows. */
export interface CopiedTable {
  table: string
  rows: number
}

export interface CopyParts {
  /** The SQLite file, which nobody else uses and this version has brought up to date. */
  path: string
  databaseUrl: string
  /** The secret of the data folder, so that links and the bucket stay valid. */
  secret: string
  /** Called after each table. */
  onTable: (copied: CopiedTable) => void
  signal?: AbortSignal | undefined
}

/**
 * Copies all tables into an empty PostgreSQL database and compares every row. It is one
 * transaction, so after any failure the database is as empty as before.
 * @throws {DatabaseUnusable} when the database cannot be used, or is not empty
 */
export async function copyTables(parts: CopyParts): Promise<CopiedTable[]> {
  const { databaseUrl } = parts
  const pool = createMigrationPool(databaseUrl)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const source = openSourceTables(parts.path)
  try {
    // It needs two connections, and this pool has one.
    const { schema } = await inspectDatabase(databaseUrl)
    await migrateDatabase(db, databaseUrl, schema)
    return await db.transaction().execute((tx) => copyAll(tx, source, parts))
  } catch (error) {
    throw toPostgresError(error, databaseUrl)
  } finally {
    source.close()
    await db.destroy()
  }
}

async function copyAll(tx: Kysely<Schema>, source: SourceTables, parts: CopyParts): Promise<CopiedTable[]> {
  const copied: CopiedTable[] = []
  await requireEmpty(tx, source.tables, parts.databaseUrl)
  for (const table of source.tables) {
    parts.signal?.throwIfAborted()
    const one = { table: table.name, rows: await copyTable(tx, table, source.batches(table)) }
    copied.push(one)
    parts.onTable(one)
  }
  await shareSecret(tx, parts.secret)
  return copied
}
