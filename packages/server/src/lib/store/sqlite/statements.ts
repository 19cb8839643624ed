import type { SqliteDatabase } from 'kysely'

/** More than the store has. Only lists of ids with ever new lengths could fill the cache. */
const MAX_STATEMENTS = 500

/** Prepares each statement once: SQLite takes longer to parse most statements than to run them. */
export function cacheStatements(database: SqliteDatabase): SqliteDatabase {
  const cache = new Map<string, ReturnType<SqliteDatabase['prepare']>>()
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = cache.get(sql)
      if (known) return known
      if (cache.size === MAX_STATEMENTS) cache.clear()
      const statement = database.prepare(sql)
      cache.set(sql, statement)
      return statement
    },
  }
}
