import type Database from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'

type Statement = ReturnType<SqliteDatabase['prepare']>

/**
 * SQLite ends a transaction by itself on a full disk or a broken page. Rolling it back then fails, and that failure
 * would hide the cause.
 * @param statements what prepares the statements of the database
 */
export function withSafeRollback(database: Database.Database, statements: SqliteDatabase): SqliteDatabase {
  return {
    close: () => statements.close(),
    prepare: (sql) => (sql === 'rollback' && !database.inTransaction ? NOTHING : statements.prepare(sql)),
  }
}

const NOTHING: Statement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
}
