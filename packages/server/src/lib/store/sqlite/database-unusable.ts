/** Why the database cannot be used. */
export type DatabaseTrouble = 'database_damaged' | 'database_newer' | 'database_read_only'

/**
 * The database cannot be used. The message says what to do. It has a file of its own, because users
 * of the package import it and have no types of better-sqlite3.
 */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
  readonly code: DatabaseTrouble

  constructor(code: DatabaseTrouble, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
