import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** The translations of the old data folder, by what became of them. */
export const OLD_STATUSES = ['canceled', 'completed', 'error', 'partial', 'running']

/**
 * A data folder as an older version left it, after its last migration `012_detected_language`. One
 * translation was running, and a webhook waits for its next try.
 */
export async function writeOldData(path: string): Promise<string> {
  for (const name of ['files', 'scratch', 'uploads']) await mkdir(join(path, name), { recursive: true })
  await writeFile(join(path, 'lock'), '')
  await writeFile(join(path, 'secret'), 'a'.repeat(43))
  const database = new Database(join(path, 'translations.db'))
  database.pragma('journal_mode = WAL')
  database.exec(await readFile(new URL('012.sql', import.meta.url), 'utf8'))
  database.close()
  return path
}
