import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseUnusable } from '../database-unusable.ts'

/** For a larger database, checking every page would delay the start noticeably. */
const MAX_CHECKED_BYTES = 64 * 2 ** 20

/**
 * Inspects a database before it is opened, because SQLite takes an empty file for an empty
 * database.
 * @param filesFolder the files of its translations: if they are there, a missing database was
 *   lost
 * @returns its size, or undefined when it does not exist yet
 */
export async function inspectFile(path: string, filesFolder?: string): Promise<number | undefined> {
  const bytes = await sizeOf(path)
  if (bytes === 0) throw damagedDatabase(path, 'is empty')
  if (bytes !== undefined) return bytes
  const hasFiles = filesFolder !== undefined && (await readdir(filesFolder).catch(() => [])).length > 0
  if (hasFiles || (await sizeOf(`${path}-wal`)))
    throw damagedDatabase(path, 'is missing, though its files are there')
  return undefined
}

/** @throws {DatabaseUnusable} when a page is broken, in a database small enough to be checked */
export function checkPages(database: Pragmas, path: string, bytes: number): void {
  if (bytes > MAX_CHECKED_BYTES) return
  const found = String(database.pragma('quick_check(1)', { simple: true }))
  if (found !== 'ok') throw damagedDatabase(path, `is damaged (${found})`)
}

/** The part of a better-sqlite3 database; users of this package may lack its declarations. */
interface Pragmas {
  pragma(source: string, options: { simple: true }): unknown
}

/** Turns an error of SQLite or the file system into one that names the cause. */
export function toDatabaseError(error: unknown, path: string): unknown {
  const code = codesOf(error)
  if (/^SQLITE_(CORRUPT|NOTADB)/m.test(code)) return damagedDatabase(path, 'is damaged', error)
  if (!/^(SQLITE_READONLY|SQLITE_CANTOPEN|EACCES|EROFS)/m.test(code)) return error
  const remedy = `Give the user of this process write access to ${dirname(path)} and the files in it.`
  return new DatabaseUnusable('database_read_only', `The database ${path} cannot be written.`, remedy, error)
}

export function newerDatabase(path: string, steps: string[]): DatabaseUnusable {
  const problem = `The database ${path} was written by a newer version of this program (${steps.join(', ')}).`
  const remedy = 'Install that version, or restore a backup from before the update.'
  return new DatabaseUnusable('database_newer', problem, remedy)
}

function damagedDatabase(path: string, how: string, cause?: unknown): DatabaseUnusable {
  const remedy =
    `Move ${dirname(path)} away and start with a backup in its place ` +
    '(docs/backup.md says how), or with an empty folder.'
  return new DatabaseUnusable('database_damaged', `The database ${path} ${how}.`, remedy, cause)
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The codes of an error and its causes, one per line. */
function codesOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error ? String(error.code) : ''
  return `${code}\n${codesOf(error.cause)}`
}
