import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, PostgresDialect, sql, SqliteDialect } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { copyDatabase } from '../../src/lib/copy-database.ts'
import { migrateDatabase } from '../../src/lib/store/postgres/migrate-database.ts'
import { createClient, createMigrationPool, createPool } from '../../src/lib/store/postgres/pool.ts'
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

test('an older node in the middle of a change never waits for a migration that waits for it', async () => {
  const url = await cluster.createDatabase('meanwhile')
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: createMigrationPool(url) }) })
  await migrateTo(db, '018_shares', 'public')
  await cluster.run(ROWS, url)
  const node = createClient(url)
  await node.connect()
  // So that a deadlock would roll the node back, and not the migration, which is made again.
  await node.query(
    "set deadlock_timeout = '10ms'; begin; select * from translations where id = 'tr_1' for update",
  )
  const upgrade = migrateDatabase(db, url, 'public')
  const isHeldUp = async () => {
    const { rows } = await sql`select from pg_locks where not granted and relation = 'translations'::regclass
      and database = (select oid from pg_database where datname = current_database())`.execute(db)
    return rows.length > 0
  }
  await vi.waitFor(async () => expect(await isHeldUp()).toBe(true), 60_000)
  await node.query("update tasks set progress = 0.5 where translation_id = 'tr_1'; commit")
  await upgrade
  const { rows } = await sql`select bytes from cue_histories where translation_id = 'tr_1'`.execute(db)
  expect(rows).toEqual([{ bytes: 2 }])
  await node.end()
  await db.destroy()
})

test('a migration that was rolled back for a deadlock is made again', async () => {
  const url = await cluster.createDatabase('again')
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: createMigrationPool(url) }) })
  await migrateTo(db, '018_shares', 'public')
  await cluster.run(FAIL_ONCE, url)
  await migrateDatabase(db, url, 'public')
  const { rows } = await sql`select last_value > 1 as again from times`.execute(db)
  expect(rows).toEqual([{ again: true }])
  await db.destroy()
})

const ROWS = `
  insert into translations (id, owner, version, status, engine, options, cancel_requested, max_attempts, created_at, updated_at)
    values ('tr_1', 'ann', 1, 'running', 'e', '{}', 0, 3, 0, 0);
  insert into tasks (id, translation_id, position, kind, engine, status, attempt, tries, artifacts, warnings, owner)
    values ('task_1', 'tr_1', 0, 'source', 'e', 'running', 1, 1, '[]', '[]', 'ann');
  insert into cue_changes (translation_id, revision, language, data) values ('tr_1', 1, '', '{}');`

/** A rollback does not take the number of a sequence back. */
const FAIL_ONCE = `
  create sequence times;
  create function fail_once() returns event_trigger language plpgsql as $$ begin
    if nextval('times') = 1 then raise exception 'deadlock detected' using errcode = '40P01'; end if;
  end $$;
  create event trigger once on ddl_command_start execute function fail_once();`

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
