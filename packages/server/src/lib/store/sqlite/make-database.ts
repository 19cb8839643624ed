import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { open, rename } from 'node:fs/promises'
import { migrate } from '../tables/migrations.ts'
import type { Schema } from '../tables/schema.ts'

/**
 * Creates the database under another name first. An empty file at its path would be what a killed
 * start leaves, or what is left of a lost database.
 */
export async function makeDatabase(path: string): Promise<void> {
  emptyDatabase ??= makeEmptyDatabase()
  const draft = `${path}.new`
  const file = await open(draft, 'w')
  try {
    await file.writeFile(await emptyDatabase)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

let emptyDatabase: Promise<Buffer> | undefined

/** Migrates in memory, because on disk each of the many steps would wait for the disk. */
async function makeEmptyDatabase(): Promise<Buffer> {
  const database = new Database(':memory:')
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) })
  try {
    await migrate(db)
    return database.serialize()
  } finally {
    await db.destroy()
  }
}
