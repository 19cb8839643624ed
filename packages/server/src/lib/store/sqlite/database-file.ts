import type Database from 'better-sqlite3'
import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseUnusable } from './database-unusable.ts'

/** Beyond it a check of every page would keep a start waiting for more than a moment. */
const CHECKED_UP_TO_BYTES = 64 * 2 ** 20

/**
 * Looks at a database before it is opened, because SQLite takes an empty file for an empty database.
 * @param filesFolder where its translations keep their files: a database that is missing beside them was lost
 * @returns its size, or undefined when it is still to be made
 */
export async function inspectFile(path: string, filesFolder?: string): Promise<number | undefined> {
  const bytes = await sizeOf(path)
  if (bytes === 0) throw damaged(path, 'is empty')
  if (bytes !== undefined) return bytes
  const hasFiles = filesFolder !== undefined && (await readdir(filesFolder).catch(() => [])).length > 0
  if (hasFiles || (await sizeOf(`${path}-wal`))) throw damaged(path, 'is missing, though its files are there')
  return undefined
}

/** @throws {DatabaseUnusable} when a page of a database that is not too large to be checked is broken */
export function checkPages(database: Database.Database, path: string, bytes: number): void {
  if (bytes > CHECKED_UP_TO_BYTES) return
  const found = String(database.pragma('quick_check(1)', { simple: true }))
  if (found !== 'ok') throw damaged(path, `is damaged (${found})`)
}

/** Names the cause where SQLite or the file system has refused the database. */
export function explain(error: unknown, path: string): unknown {
  const code = codesOf(error)
  if (/^SQLITE_(CORRUPT|NOTADB)/m.test(code)) return damaged(path, 'is damaged', error)
  if (!/^(SQLITE_READONLY|SQLITE_CANTOPEN|EACCES|EROFS)/m.test(code)) return error
  const cure = `Give the user of this process the right to write to ${dirname(path)} and the files in it.`
  return new DatabaseUnusable('database_read_only', `The database ${path} cannot be written. ${cure}`, error)
}

export function newer(path: string, steps: string[]): DatabaseUnusable {
  const message =
    `The database ${path} was written by a newer version of this program (${steps.join(', ')}). Install that version, ` +
    'or restore a backup from before the update.'
  return new DatabaseUnusable('database_newer', message)
}

function damaged(path: string, how: string, cause?: unknown): DatabaseUnusable {
  const message =
    `The database ${path} ${how}. Move ${dirname(path)} away and start with a backup in its place ` +
    '(docs/backup.md says how), or with an empty folder.'
  return new DatabaseUnusable('database_damaged', message, cause)
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Those of its causes too, one a line. */
function codesOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error ? String(error.code) : ''
  return `${code}\n${codesOf(error.cause)}`
}
