import { sql } from 'kysely'
import type { Dialect } from '../tables/store-parts.ts'
import { writesOf } from './write-rows.ts'

/** Writers wait for each other, except claims, which skip what is locked. */
export const postgresDialect: Dialect = {
  writesOf,
  lock: (query) => query.forUpdate(),
  lockNext: (query) => query.forUpdate('translations').skipLocked(),
  async serialize(tx, name) {
    const key = sql`hashtextextended(current_schema() || ${`/${name}`}, 0)`
    await sql`select pg_advisory_xact_lock(${key})`.execute(tx)
  },
  lockQueue: (query) => query.forUpdate().skipLocked(),
  lockTurns: (query) => query.forNoKeyUpdate().skipLocked(),
  lockLimits: (query) => query.forUpdate(),
}
