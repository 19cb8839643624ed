/** Why the database cannot be used. */
export type DatabaseTrouble =
  | 'database_damaged'
  | 'database_newer'
  | 'database_read_only'
  | 'database_unreachable'
  | 'database_refused'
  | 'database_missing'
  | 'database_unsuitable'
  | 'database_not_empty'

/** The database cannot be used. The message says what to do. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
  readonly code: DatabaseTrouble
  /** The sentence that says what to do. */
  readonly remedy: string

  constructor(code: DatabaseTrouble, problem: string, remedy: string, cause?: unknown) {
    super(`${problem} ${remedy}`, { cause })
    this.code = code
    this.remedy = remedy
  }
}
