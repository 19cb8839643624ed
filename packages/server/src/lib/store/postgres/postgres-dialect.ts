import { sql } from 'kysely'
import type { Dialect } from '../tables/store-parts.ts'
import { together } from '../tables/together.ts'
import { writesOf } from './write-rows.ts'

/** Writers wait for each other, except claims, which skip what is locked. */
export const postgresDialect: Dialect = {
  writesOf,
  lock: (query) => query.forUpdate(),
  lockNext: (query) => query.forUpdate('translations').skipLocked(),
  async serializeClaims(tx, engines) {
    // Owners take turns only if no two claims look at the same queue at once.
    const locks = engines.toSorted().map((engine) => {
      const key = sql`hashtextextended(current_schema() || ${`/claims/${engine}`}, 0)`
      return sql`select pg_advisory_xact_lock(${key})`.execute(tx)
    })
    await together(locks)
  },
  lockQueue: (query) => query.forUpdate().skipLocked(),
  lockTurns: (query) => query.forNoKeyUpdate().skipLocked(),
  lockLimits: (query) => query.forUpdate(),
}
