import Database from 'better-sqlite3'
import { Kysely, sql, SqliteDialect } from 'kysely'
import { expect, it } from 'vitest'
import { migrateTo, missingMigrations } from '../tables/migrations.ts'
import { startOldNode } from '../tables/testing/old-node.ts'
import { upgradeBesideOldNodes } from '../tables/testing/upgrade-beside-old-nodes.ts'
import type { Schema } from '../tables/schema.ts'

const open = () => new Kysely<Schema>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })

it('every migration leaves the tables as older versions use them', async () => {
  const db = open()
  const uniqueIndexes = async () => {
    const { rows } = await sql<{ table: string; name: string }>`
      select m.name as "table", i.name from sqlite_schema m, pragma_index_list(m.name) i
      where m.type = 'table' and i."unique" = 1 order by 1, 2`.execute(db)
    return rows
  }
  await upgradeBesideOldNodes({ db, old: db, uniqueIndexes })
  await db.destroy()
})

it('the check would notice a column that older versions do not fill', async () => {
  const db = open()
  await migrateTo(db, missingMigrations([]).at(-1) ?? '')
  const node = await startOldNode(db, 'ann')
  await node.write()
  await sql`alter table events rename column message to text`.execute(db)
  await expect(node.write()).rejects.toThrow(/no column named message/)
  await db.destroy()
})
