import type { Kysely, SelectQueryBuilder, Transaction } from 'kysely'
import type { Gap } from '../clock.ts'
import type { Schema } from './schema.ts'

/** The parts of a store, for any database. */
export interface StoreParts {
  db: Kysely<Schema>
  dialect: Dialect
  transact: Transact
  /** Epoch milliseconds, for instants that people read. */
  clock: () => number
  /** Milliseconds that never jump and never go back, for due times and leases. */
  steady: () => number
  /** The span that the database has no record of. */
  gap: Gap
  /** Makes UUIDs that sort by time. */
  ids: () => string
}

/** A transaction of a store. */
export type Tx = Transaction<Schema>

/**
 * Runs writes in a transaction and resolves when they are durable. The work may run again from the
 * start, so it must change nothing but the database. A write that may wait for others to join it
 * gives `withinMs`.
 */
export type Transact = <T>(work: (tx: Tx) => Promise<T>, withinMs?: number) => Promise<T>

/** The differences between the databases. */
export interface Dialect {
  /** Blocks other writers from the selected translations until the transaction ends. */
  lock<O>(query: TranslationQuery<O>): TranslationQuery<O>
  /** The same, but skips translations that another worker is claiming from. */
  lockNext<O>(query: ClaimQuery<O>): ClaimQuery<O>
}

type TranslationQuery<O> = SelectQueryBuilder<Schema, 'translations', O>
type ClaimQuery<O> = SelectQueryBuilder<Schema, 'translations' | 'tasks', O>
