import Database from 'better-sqlite3'
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCandidates, nextDue } from './candidates.ts'
import { migrate } from '../tables/migrations.ts'
import { endTurn, enterQueue } from './queues.ts'
import { sqliteDialect } from '../sqlite/sqlite-dialect.ts'
import type { Schema } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'

const ANN = { engine: 'e', owner: 'ann' }

let database: Database.Database
let queries: CompiledQuery[]
let db: Kysely<Schema>

beforeEach(async () => {
  database = new Database(':memory:')
  db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database }),
    log: ({ query }) => void queries.push(query),
  })
  queries = []
  await migrate(db)
})

afterEach(() => db.destroy())

describe('with any number of tasks waiting', () => {
  it('a claim walks indexes in their order and sorts nothing', async () => {
    const search = { dialect: sqliteDialect, engines: ['e'], limit: 1, now: 10, wall: 10 }
    await db.transaction().execute((tx) => enterQueue(tx, sqliteDialect, ANN, 5))
    expectPlans(await plansOf((tx) => findCandidates(tx, search)))
    expectPlans(await plansOf((tx) => endTurn(tx, sqliteDialect, ANN, { count: 1, now: 10 })))
  })

  it('the next due time is found by indexes alone', async () => {
    expectPlans(await plansOf((tx) => nextDue(tx, ['e'])))
  })
})

async function plansOf(work: (tx: Tx) => Promise<unknown>): Promise<string[]> {
  queries = []
  await db.transaction().execute(work)
  const selects = queries.filter(({ sql }) => sql.startsWith('select'))
  return selects.flatMap(({ sql, parameters }) => {
    const steps = database.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[]
    return steps.map(({ detail }) => detail)
  })
}

function expectPlans(plans: string[]): void {
  expect(plans.length).toBeGreaterThan(0)
  expect(plans.filter((step) => /^SCAN|TEMP B-TREE/.test(step))).toEqual([])
}
