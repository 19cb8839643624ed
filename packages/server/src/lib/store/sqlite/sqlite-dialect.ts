import type { Dialect } from '../tables/store-parts.ts'
import { writeRows } from '../verbs/write-rows.ts'

/** Only one connection writes at a time, so there is nothing to lock. */
export const sqliteDialect: Dialect = {
  writeRows,
  lock: (query) => query,
  lockNext: (query) => query,
  serializeClaims: async () => undefined,
  keepInQueue: (query) => query,
  lockQueue: (query) => query,
  lockLimits: (query) => query,
}
