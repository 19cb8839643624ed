import Database from 'better-sqlite3'
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import { expect, it } from 'vitest'
import { enterQueue } from '../queues/queues.ts'
import { migrate } from '../tables/migrations.ts'
import type { Schema } from '../tables/schema.ts'
import { usageOf } from './usage.ts'

it('sums up an owner by indexes, however many tasks others have', async () => {
  const database = new Database(':memory:')
  const queries: CompiledQuery[] = []
  await using db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database }),
    log: ({ query }) => void queries.push(query),
  })
  await migrate(db)
  await db.transaction().execute((tx) => enterQueue(tx, { engine: 'e', owner: 'ann' }, 5).execute())
  queries.length = 0
  await usageOf(db, 'ann', 10)
  const ofTasks = queries.filter(({ sql }) => sql.includes('from "tasks"'))
  expect(ofTasks).toHaveLength(3)
  for (const { sql, parameters } of ofTasks) {
    const steps = database.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[]
    for (const { detail } of steps) expect(detail).toMatch(/^SEARCH .*owner=/)
  }
})
