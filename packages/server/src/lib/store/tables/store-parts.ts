import type { Kysely } from 'kysely'
import type { Dialect } from './dialect.ts'
import type { Schema } from './schema.ts'
import type { Gap } from '../clock.ts'
import type { Transact } from '../verbs/jobs.ts'

/** What a store is made of, whatever the database. */
export interface StoreParts {
  db: Kysely<Schema>
  dialect: Dialect
  transact: Transact
  /** Epoch milliseconds, for instants that people read. */
  clock: () => number
  /** Milliseconds that never jump and never go back, for what is due. */
  steady: () => number
  /** What the database knows nothing of. */
  gap: Gap
  /** Makes UUIDs that sort by time. */
  ids: () => string
}
