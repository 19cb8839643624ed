import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, PostgresDialect, sql, SqliteDialect } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyDatabase } from '../../src/lib/copy-database.ts'
import { createMigrationPool, createPool } from '../../src/lib/store/postgres/pool.ts'
import type { Schema } from '../../src/lib/store/tables/schema.ts'
import { missingMigrations, migrateTo } from '../../src/lib/store/tables/migrations.ts'
import { startOldNode } from '../../src/lib/store/tables/testing/old-node.ts'
import { upgradeBesideOldNodes } from '../../src/lib/store/tables/testing/upgrade-beside-old-nodes.ts'
import { writeOldData } from '../support/old-data/old-data.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { temporaryFolder } from '../support/test-server.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

test('nodes of every older version go on during each migration, on their open connections', async () => {
  const url = await cluster.createDatabase('upgrade')
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: createMigrationPool(url) }) })
  const pool = createPool({ url, max: 1, onTrouble: () => undefined })
  const old = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const uniqueIndexes = async () => {
    const { rows } = await sql<{ table: string; name: string }>`
      select tablename as "table", indexname as name from pg_indexes
      where schemaname = 'public' and indexdef like 'CREATE UNIQUE%' order by 1, 2`.execute(db)
    return rows
  }
  await upgradeBesideOldNodes({ db, old, schema: 'public', uniqueIndexes })
  await old.destroy()
  await db.destroy()
})

test('rows of every table of every older version upgrade, and are copied to PostgreSQL', async () => {
  const dataDir = await writeOldData(join(await temporaryFolder(), 'data'))
  const names = missingMigrations([])
  const database = new Database(join(dataDir, 'translations.db'))
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) })
  const older = names.slice(names.indexOf('012_detected_language'))
  for (const name of older) {
    await migrateTo(db, name)
    await (await startOldNode(db, name)).write()
  }
  await db.destroy()
  const tables = await copyDatabase(dataDir, await cluster.createDatabase('copied'))
  const rowsOf = Object.fromEntries(tables.map(({ table, rows }) => [table, rows]))
  expect(rowsOf).toMatchObject({ translations: 5 + older.length, tasks: 15 + older.length })
  expect(Object.entries(rowsOf).filter(([, rows]) => rows === 0)).toEqual([])
})
