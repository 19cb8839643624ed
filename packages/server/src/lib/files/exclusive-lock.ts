import { chmod } from 'node:fs/promises'
import Database from 'better-sqlite3'

/** Releases an exclusive lock. */
export type Unlock = () => void

/**
 * Takes the lock at `path`, or returns undefined if another connection of any process has it.
 * SQLite's exclusive lock is the only lock of the operating system that Node can use on every
 * platform. It ends with its process in any case.
 *
 * The file stays after the release. Removing it would allow two holders, one of the removed file
 * and one of a new one.
 * @throws Error if the file cannot be opened or written
 */
export function tryLock(path: string): Unlock | undefined {
  return tryTransaction(path, 'BEGIN EXCLUSIVE')
}

/**
 * Takes the lock together with other holders of this kind. Undefined while another connection
 * holds it alone.
 * @throws Error when the file cannot be opened or written
 */
export function trySharedLock(path: string): Unlock | undefined {
  // Reading takes SQLite's shared lock, and keeps it until the transaction ends.
  return tryTransaction(path, 'BEGIN; SELECT count(*) FROM sqlite_schema')
}

function tryTransaction(path: string, begin: string): Unlock | undefined {
  const database = new Database(path, { timeout: 0 })
  try {
    database.pragma('journal_mode = MEMORY')
    database.exec(begin)
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
  return () => void database.close()
}

/** Lets other users of the folder take the lock too. Only the owner can do it, once. */
export async function openToAllUsers(path: string): Promise<void> {
  await chmod(path, 0o666).catch(() => undefined)
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}
