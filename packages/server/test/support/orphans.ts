import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import Database from 'better-sqlite3'

/** Entries of a data folder besides files: its owner and its URL. */
const OWN = /^(lock|secret|reserve|server\.json|translations\.db(-wal|-shm)?)$/

interface Rows {
  translations: Set<string>
  uploads: Set<string>
  /** Everything that the tasks record about their files. */
  texts: string
}

/** Files of a data folder without an owner in the database. No server may use the folder. */
export async function orphansIn(dataDir: string): Promise<string[]> {
  const rows = readRows(join(dataDir, 'translations.db'))
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory())
  const paths = files.map(({ parentPath, name }) => relative(dataDir, join(parentPath, name)))
  return paths.filter((path) => !OWN.test(path) && !isOwned(path, rows)).toSorted()
}

function isOwned(path: string, { translations, uploads, texts }: Rows): boolean {
  const [top, ...rest] = path.split('/')
  if (top === 'uploads') return uploads.has(rest.join('/').replace(/\.json$/, ''))
  const [folder, id = '', task] = rest
  if (top !== 'files' || folder !== 'translations' || !translations.has(id)) return false
  return task === 'shared' || texts.includes(JSON.stringify(rest.join('/')))
}

function readRows(path: string): Rows {
  const database = new Database(path)
  try {
    const column = (query: string) => database.prepare(query).pluck().all().map(String)
    return {
      translations: new Set(column('select id from translations')),
      uploads: new Set(column('select source_upload from translations')),
      texts: column(
        "select coalesce(checkpoint, '') || coalesce(output, '') || coalesce(artifacts, '') from tasks",
      ).join('\n'),
    }
  } finally {
    database.close()
  }
}
