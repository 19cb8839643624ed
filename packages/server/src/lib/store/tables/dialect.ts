import type { SelectQueryBuilder } from 'kysely'
import type { Schema } from './schema.ts'

/** What differs between the databases, and nothing else does. */
export interface Dialect {
  /** Keeps other writers from the selected translations until the transaction ends. */
  lock<O>(query: TranslationQuery<O>): TranslationQuery<O>
  /** The same, passing over translations that another worker is just claiming from. */
  lockNext<O>(query: ClaimQuery<O>): ClaimQuery<O>
}

type TranslationQuery<O> = SelectQueryBuilder<Schema, 'translations', O>
type ClaimQuery<O> = SelectQueryBuilder<Schema, 'translations' | 'tasks', O>
