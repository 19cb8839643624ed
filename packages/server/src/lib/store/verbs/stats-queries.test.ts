import Database from 'better-sqlite3'
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import { expect, it } from 'vitest'
import { migrate } from '../tables/migrations.ts'
import type { Schema } from '../tables/schema.ts'
import { failingReceivers } from './stats-queries.ts'

it('failing receivers are found by an index, however many messages others have', async () => {
  const database = new Database(':memory:')
  const queries: CompiledQuery[] = []
  await using db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database }),
    log: ({ query }) => void queries.push(query),
  })
  await migrate(db)
  queries.length = 0
  expect(await failingReceivers(db, 'ann', 10)).toEqual([])
  const [{ sql, parameters } = { sql: '', parameters: [] }] = queries
  const steps = database.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[]
  expect(steps[0]?.detail).toMatch(/^SEARCH .*webhook_messages_failing \(owner=\? AND created_at>\?\)/)
})
