import Database from 'better-sqlite3'
import { type CompiledQuery, Kysely, sql, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCandidates, nextDue } from './candidates.ts'
import { migrate } from '../tables/migrations.ts'
import { usageOf } from '../owners/usage.ts'
import { enterQueue } from './queues.ts'
import { endTurns } from './turns.ts'
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
    await db.transaction().execute((tx) => enterQueue(tx, ANN, 5).execute())
    expectPlans(await plansOf((tx) => findCandidates(tx, search)))
    const turns = { engine: 'e', served: [{ owner: 'ann', count: 1 }], now: 10 }
    expectPlans(await plansOf((tx) => endTurns(tx, sqliteDialect, turns)))
  })

  it('a claim by need walks an index of the tasks of an owner with that need', async () => {
    const needs = ['render', 'translate from=en to=es']
    const search = { dialect: sqliteDialect, engines: ['e'], limit: 2, now: 10, wall: 10, needs }
    await db.transaction().execute(async (tx) => {
      await addTasks(tx, ['render', ...needs])
      await enterQueue(tx, ANN, 5).execute()
    })
    const plans = await plansOf((tx) => findCandidates(tx, search))
    expectPlans(plans)
    const byNeed = /tasks USING (COVERING )?INDEX tasks_by_owner_need \(engine=\? AND owner=\? AND needs/
    // Whether an owner is in line, the steps from need to need, and the head of each need.
    expect(plans.filter((step) => byNeed.test(step)).length).toBe(5)
    const { candidates } = await db.transaction().execute((tx) => findCandidates(tx, search))
    expect(candidates.map(({ task_id }) => task_id)).toEqual(['task_ann_0', 'task_ann_1'])
  })

  it('a claim takes as many statements for many owners as for two', async () => {
    const statements = async (owners: string[]) => {
      await db.transaction().execute(async (tx) => {
        for (const owner of owners) {
          await addTasks(tx, [''], owner)
          await enterQueue(tx, { engine: 'e', owner }, 5).execute()
        }
      })
      queries = []
      const search = { dialect: sqliteDialect, engines: ['e'], limit: 8, now: 10, wall: 10 }
      await db.transaction().execute(async (tx) => {
        expect((await findCandidates(tx, search)).candidates).toHaveLength(owners.length)
        const served = owners.map((owner) => ({ owner, count: 1 }))
        for (const write of await endTurns(tx, sqliteDialect, { engine: 'e', served, now: 10 }))
          await tx.executeQuery(write)
      })
      return queries.length
    }
    const forTwo = await statements(['a', 'b'])
    await sql`delete from tasks`.execute(db)
    expect(await statements(['c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'])).toBe(forTwo)
  })

  it('the waiting tasks of an owner are counted in an index', async () => {
    await db.transaction().execute((tx) => enterQueue(tx, ANN, 5).execute())
    const plans = await plansOf((tx) => usageOf(tx, 'ann', 0))
    expectPlans(plans)
    expect(plans).toContainEqual(expect.stringMatching(/COVERING INDEX tasks_\w+ \(engine=\? AND owner=\?/))
  })

  it('the next due time is found by indexes alone', async () => {
    expectPlans(await plansOf((tx) => nextDue(tx, ['e'])))
  })
})

async function plansOf(work: (tx: Tx) => Promise<unknown>): Promise<string[]> {
  queries = []
  await db.transaction().execute(work)
  const selects = queries.filter(({ sql }) => /^\s*(select|with)/.test(sql))
  return selects.flatMap(({ sql, parameters }) => {
    const steps = database.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[]
    return steps.map(({ detail }) => detail)
  })
}

function expectPlans(plans: string[]): void {
  expect(plans.length).toBeGreaterThan(0)
  // The needs that a recursive step found, and the heads of each, are few.
  expect(plans.filter((step) => /^SCAN (?!own|head|CONSTANT)|TEMP B-TREE/.test(step))).toEqual([])
}

async function addTasks(tx: Tx, needs: string[], owner = 'ann'): Promise<void> {
  for (const [at, need] of needs.entries()) {
    const id = `tr_${owner}_${at}`
    await sql`insert into translations
      (id, owner, version, status, engine, options, cancel_requested, max_attempts, created_at, updated_at)
      values (${id}, ${owner}, 1, 'pending', 'e', '{}', 0, 1, 0, 0)`.execute(tx)
    await sql`insert into tasks (id, translation_id, position, kind, engine, owner, needs, status, attempt, tries,
      due_at, artifacts, warnings)
      values (${`task_${owner}_${at}`}, ${id}, 0, 'source', 'e', ${owner}, ${need}, 'pending', 0, 0, 5, '[]', '[]')`.execute(
      tx,
    )
  }
}
