import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import type { Schema } from '../tables/schema.ts'
import { noteMissingEngines } from './missing-engines.ts'

it('locks no translation that it has noted before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'missing-'))
  const path = join(folder, 'store.db')
  const store = await openSqliteStore({ path })
  const request = { owner: 'ann', engine: 'e', to: ['es'], options: {}, maxAttempts: 2 }
  for (let at = 0; at < 3; at++) await store.create({ ...request, source: { url: 'https://host.example/' } })
  await store.noteMissingEngines(['other'])
  await store.close()

  await using db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: new Database(path) }) })
  const transact = () => Promise.reject(new Error('There is nothing to write.'))
  const parts = { db, transact } as unknown as StoreParts
  expect(await noteMissingEngines(parts, ['other'], () => undefined)).toEqual(new Map([['e', 3]]))
  await rm(folder, { recursive: true })
})
