/** Why the database cannot be used. */
export type DatabaseTrouble = 'database_damaged' | 'database_newer' | 'database_read_only'

/** The database cannot be used as it is; the message says what to do. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
  readonly code: DatabaseTrouble

  constructor(code: DatabaseTrouble, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
