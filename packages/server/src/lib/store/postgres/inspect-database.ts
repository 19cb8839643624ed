import { Kysely, PostgresDialect } from 'kysely'
import type { Schema } from '../tables/schema.ts'
import { checkDatabase, type DatabaseFacts, toPostgresError } from './check-database.ts'
import { createPool } from './pool.ts'

/**
 * Connects to a database, and changes nothing.
 * @throws {DatabaseUnusable} when it cannot be reached or does not suit the store
 */
export async function inspectDatabase(url: string): Promise<DatabaseFacts> {
  const pool = createPool({ url, max: 2, patienceMs: 0, onTrouble: () => undefined })
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await checkDatabase(db, url)
  } catch (error) {
    throw toPostgresError(error, url)
  } finally {
    await db.destroy()
  }
}
