import type { SqliteDatabase } from 'kysely'

/** More texts than the store has; only lists of ids of ever new lengths could fill it. */
const MOST = 500

/** Prepares each text once: reading SQL takes SQLite longer than most of the store's statements take to run. */
export function keepStatements(database: SqliteDatabase): SqliteDatabase {
  const kept = new Map<string, ReturnType<SqliteDatabase['prepare']>>()
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = kept.get(sql)
      if (known) return known
      if (kept.size === MOST) kept.clear()
      const statement = database.prepare(sql)
      kept.set(sql, statement)
      return statement
    },
  }
}
