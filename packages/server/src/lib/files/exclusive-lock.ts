import { chmod } from 'node:fs/promises'
import Database from 'better-sqlite3'

/** Gives an exclusive lock back. */
export type Unlock = () => void

/**
 * Takes the lock at `path`, or returns undefined while another connection of any process holds it. It is SQLite's
 * exclusive lock: the one lock of the operating system that Node reaches on every platform, so it ends with its
 * process, however that ends.
 *
 * The file stays when the lock is given back. Removing it would admit two holders: one of the removed file and one
 * of the file made after it.
 * @throws Error when the file cannot be opened or written
 */
export function tryLock(path: string): Unlock | undefined {
  const database = new Database(path, { timeout: 0 })
  try {
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
  return () => void database.close()
}

/**
 * Lets every user who may write the folder take the lock too. Only the owner can change the mode; once is enough.
 */
export async function openToAllUsers(path: string): Promise<void> {
  await chmod(path, 0o666).catch(() => undefined)
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}
