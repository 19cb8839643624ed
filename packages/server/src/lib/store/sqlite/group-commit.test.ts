import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { createGroupCommit } from './group-commit.ts'
import { withSafeRollback } from './safe-rollback.ts'
import type { Schema } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'

async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'group-'))
  const path = join(folder, 'db')
  const database = new Database(path)
  database.exec('create table translations (id text primary key)')
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: withSafeRollback(database, database) }),
  })
  // As another process sees it: only what is committed.
  const reader = new Database(path, { readonly: true })
  onTestFinished(async () => {
    reader.close()
    await db.destroy()
    await rm(folder, { recursive: true })
  })
  const stored = () => reader.prepare('select id from translations order by id').pluck().all()
  return { transact: createGroupCommit(db, { now: () => 0 }), db, stored, database }
}

const insert = (id: string) => async (tx: Tx) => {
  await tx
    .insertInto('translations')
    .values({ id } as never)
    .execute()
  return id
}

it('combines simultaneous writes into one, and answers when it is durable', async () => {
  const { transact, stored } = await setUp()
  const seen = await Promise.all(['a', 'b', 'c'].map((id) => transact(insert(id)).then(() => stored())))
  expect(seen).toEqual(Array.from({ length: 3 }, () => ['a', 'b', 'c']))
})

it('shows each write the writes before it', async () => {
  const { transact } = await setUp()
  const count = (tx: Tx) => tx.selectFrom('translations').select('id').execute()
  const [, rows] = await Promise.all([transact(insert('a')), transact(count)])
  expect(rows).toEqual([{ id: 'a' }])
})

it('undoes only the write that fails', async () => {
  const { transact, stored } = await setUp()
  const halfway = async (tx: Tx) => {
    await insert('half')(tx)
    throw new Error('no')
  }
  const settled = await Promise.allSettled([
    transact(insert('a')),
    transact(halfway),
    transact(insert('a')),
    transact(insert('b')),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(stored()).toEqual(['a', 'b'])
})

it('writes patient writes with urgent ones, or when their time is up', async () => {
  const { transact, stored } = await setUp()
  const patient = transact(insert('patient'), 60_000)
  await transact(insert('urgent'))
  expect(await patient).toBe('patient')
  expect(stored()).toEqual(['patient', 'urgent'])
  expect(await transact(insert('alone'), 1)).toBe('alone')
  // Its time is up when it has long been written with another.
  const early = transact(insert('early'), 5)
  await transact(insert('with it'))
  await early
  await delay(10)
  expect(await transact(insert('after'))).toBe('after')
})

it('fails every write when the database is closed', async () => {
  const { transact, db } = await setUp()
  await transact(insert('before'))
  await db.destroy()
  const settled = await Promise.allSettled([transact(insert('a')), transact(insert('b'))])
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

it('continues after a failure', async () => {
  const { transact, stored } = await setUp()
  await expect(transact(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await transact(insert('a'))).toBe('a')
  expect(stored()).toEqual(['a'])
})

it('frees space on a full disk and writes again, and fails when there is none', async () => {
  const { db, database, stored } = await setUp()
  const pages = Number(database.pragma('page_count', { simple: true }))
  database.pragma(`max_page_count = ${pages}`)
  let rooms = 1
  const transact = createGroupCommit(db, {
    makeRoom: () => {
      database.pragma(`max_page_count = ${pages + 12}`)
      return rooms-- > 0
    },
  })
  const large = (letter: string, kilobytes: number) => letter.repeat(1024 * kilobytes)
  await transact(insert(large('a', 8)))
  await expect(transact(insert(large('b', 64)))).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  expect(stored()).toEqual([large('a', 8)])
})
