import type Database from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'

type Statement = ReturnType<SqliteDatabase['prepare']>

/**
 * Skips the rollback of a transaction that SQLite has already ended, which it does on a full disk
 * or a broken page. The failing rollback would hide the cause.
 * @param statements prepares the statements of the database
 */
export function withSafeRollback(database: Database.Database, statements: SqliteDatabase): SqliteDatabase {
  return {
    close: () => statements.close(),
    prepare: (sql) => (sql === 'rollback' && !database.inTransaction ? NO_OP : statements.prepare(sql)),
  }
}

const NO_OP: Statement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
}
