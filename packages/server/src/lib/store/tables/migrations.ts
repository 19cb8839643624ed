import type { Kysely } from 'kysely'
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration'
import { createFirstTables } from './first-release.ts'
import type { Schema } from './schema.ts'

export type Migrations = Readonly<Record<string, Migration>>

/** The last migration of the first release, 1.0.0-rc.0. */
export const FIRST_RELEASE = '027_history_bytes'

/** Databases of that release name these too. They do nothing any more. */
const BEFORE_RELEASE = `
  001_translations 002_checkpoint_attempt 003_webhooks 004_claim_indexes 005_upload_claims
  006_queues 007_steady_clock 009_webhook_lanes 010_many_nodes 011_uploads
  012_detected_language 013_trace_context 014_revisions 015_cues 016_nodes
  017_keys 018_shares 019_need_indexes 020_cue_histories 021_begun_sources
  022_side_tasks 023_finished_index 024_queue_owners 025_sparse_indexes 026_full_indexes`

const DONE_BEFORE: Migration = { up: async () => undefined }

/**
 * Migrations are append-only: never edit a released one. Each builds indexes of one table only, or
 * it could wait for an older node that waits for it. One that older versions cannot live with
 * raises `oldest_migration` to its own name.
 */
export const MIGRATIONS: Migrations = {
  ...Object.fromEntries(
    BEFORE_RELEASE.trim()
      .split(/\s+/)
      .map((name) => [name, DONE_BEFORE]),
  ),
  [FIRST_RELEASE]: { up: (db: Kysely<Schema>) => createFirstTables(db, FIRST_RELEASE) },
}

/**
 * Brings the database to the current schema. Rejects, with the cause, when a step fails.
 * @param schema the schema of the migrator's own tables, which it would otherwise look for in all
 */
export async function migrate(
  db: Kysely<Schema>,
  schema?: string,
  migrations: Migrations = MIGRATIONS,
): Promise<void> {
  migrated(await createMigrator(db, migrations, schema).migrateToLatest())
}

/**
 * The same, with each migration in a transaction of its own: older nodes at work wait for the locks
 * of one at a time, and not for a lock while they hold another one that a migration waits for.
 */
export async function migrateInSteps(
  db: Kysely<Schema>,
  schema?: string,
  migrations: Migrations = MIGRATIONS,
): Promise<void> {
  const migrator = createMigrator(db, migrations, schema)
  for (;;) if (migrated(await migrator.migrateUp()) === 0) return
}

function createMigrator(db: Kysely<Schema>, migrations: Migrations, schema: string | undefined): Migrator {
  const provider = { getMigrations: async () => migrations }
  return new Migrator({ db, provider, ...(schema && { migrationTableSchema: schema }) })
}

/** How many migrations were made. */
function migrated({ error, results = [] }: MigrationResultSet): number {
  if (error !== undefined) throw new Error('The database could not be brought up to date.', { cause: error })
  return results.length
}

/** Those that this version does not know, because a newer version made them. */
export function unknownAmong(applied: string[]): string[] {
  return applied.filter((name) => !Object.hasOwn(MIGRATIONS, name))
}

export function missingMigrations(applied: string[], migrations: Migrations = MIGRATIONS): string[] {
  return Object.keys(migrations).filter((name) => !applied.includes(name))
}

/** Whether the database says that this version may use it, though a newer version changed it. */
export async function isCompatible(db: Kysely<Schema>): Promise<boolean> {
  const row = await db.selectFrom('compatibility').select('oldest_migration').executeTakeFirst()
  return row !== undefined && Object.hasOwn(MIGRATIONS, row.oldest_migration)
}
