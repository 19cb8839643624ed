import { sql } from 'kysely'
import type { Dialect } from '../tables/store-parts.ts'
import { writeRows } from './write-rows.ts'

/** Writers wait for each other, except claims, which skip what is locked. */
export const postgresDialect: Dialect = {
  writeRows,
  lock: (query) => query.forUpdate(),
  lockNext: (query) => query.forUpdate('translations').skipLocked(),
  async serializeClaims(tx, engines) {
    // Owners take turns only if no two claims look at the same queue at once.
    for (const engine of engines.toSorted()) {
      const key = sql`hashtextextended(current_schema() || ${`/claims/${engine}`}, 0)`
      await sql`select pg_advisory_xact_lock(${key})`.execute(tx)
    }
  },
  keepInQueue: (query) => query.forKeyShare(),
  lockQueue: (query) => query.forUpdate().skipLocked(),
  lockLimits: (query) => query.forUpdate(),
}
