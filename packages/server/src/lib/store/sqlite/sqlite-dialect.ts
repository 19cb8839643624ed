import type { Dialect } from '../tables/store-parts.ts'
import { writesOf } from '../verbs/write-rows.ts'

/** Only one connection writes at a time, so there is nothing to lock. */
export const sqliteDialect: Dialect = {
  writesOf,
  lock: (query) => query,
  lockNext: (query) => query,
  serialize: async () => undefined,
  lockQueue: (query) => query,
  lockTurns: (query) => query,
  lockLimits: (query) => query,
}
