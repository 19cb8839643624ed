import { Kysely, PostgresDialect, sql } from 'kysely'
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration'
import { DatabaseUnusable } from '../database-unusable.ts'
import {
  isCompatible,
  migrate,
  migrateInSteps,
  missingMigrations,
  unknownAmong,
} from '../tables/migrations.ts'
import type { Schema } from '../tables/schema.ts'
import { safeUrl } from '../safe-url.ts'
import { isConflict, repeatPatiently } from './failures.ts'
import { createMigrationPool } from './pool.ts'

/**
 * Brings the tables to the current version, while other nodes may be running. Kysely's migrator
 * holds an advisory lock, so of several nodes that start at once one does it. A database that a
 * newer node has already changed stays as it is.
 * @throws {DatabaseUnusable} when the newer tables do not suit this version
 */
export async function migrateDatabase(db: Kysely<Schema>, url: string, schema: string): Promise<void> {
  const applied = await appliedMigrations(db, schema)
  const unknown = unknownAmong(applied)
  if (unknown.length > 0) {
    if (await isCompatible(db)) return
    throw newerDatabase(url, unknown)
  }
  if (missingMigrations(applied).length === 0) return
  // Nobody uses an empty database yet, and all at once is faster.
  await migrateAlone(url, (alone) => (applied.length > 0 ? migrateInSteps : migrate)(alone, schema))
}

async function appliedMigrations(db: Kysely<Schema>, schema: string): Promise<string[]> {
  const table = sql.id(schema, DEFAULT_MIGRATION_TABLE)
  const { rows } = await sql<{ exists: boolean }>`
    select exists (select from pg_tables where schemaname = ${schema} and tablename = ${DEFAULT_MIGRATION_TABLE})
  `.execute(db)
  if (!rows[0]?.exists) return []
  const applied = await sql<{ name: string }>`select name from ${table}`.execute(db)
  return applied.rows.map(({ name }) => name)
}

/** Nodes at work may cause a deadlock. A migration that was rolled back is made again. */
const PATIENCE = {
  forMs: 60_000,
  isTransient: (error: unknown) => error instanceof Error && isConflict(error.cause),
}

async function migrateAlone(url: string, run: (db: Kysely<Schema>) => Promise<void>): Promise<void> {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: createMigrationPool(url) }) })
  try {
    await repeatPatiently(PATIENCE, () => run(db))
  } finally {
    await db.destroy()
  }
}

function newerDatabase(url: string, unknown: string[]): DatabaseUnusable {
  const problem =
    `The database ${safeUrl(url)} was changed by a newer version of this program (${unknown.join(', ')}), which this ` +
    'version cannot work with.'
  return new DatabaseUnusable('database_newer', problem, 'Install that version on this machine too.')
}
