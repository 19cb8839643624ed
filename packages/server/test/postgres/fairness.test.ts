import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CompiledQuery, Kysely, type LogEvent, PostgresDialect } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findCandidates } from '../../src/lib/store/queues/candidates.ts'
import { createArrayLists } from '../../src/lib/store/postgres/array-lists.ts'
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import { createPool } from '../../src/lib/store/postgres/pool.ts'
import { postgresDialect } from '../../src/lib/store/postgres/postgres-dialect.ts'
import { openSqliteStore } from '../../src/lib/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/lib/store/store.ts'
import type { Schema } from '../../src/lib/store/tables/schema.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'

const COUNT = 100_000
const REQUEST = {
  engine: 'e',
  source: { url: 'https://example.com/talk.mp4' },
  to: ['es'],
  options: {},
  maxAttempts: 1,
}

let cluster: Cluster
let folder: string

beforeAll(async () => {
  // Chance says which rows are looked at for the statistics, so they are taken once, before one row
  // differs.
  cluster = await startCluster({ settings: ['autovacuum=off'] })
  folder = await mkdtemp(join(tmpdir(), 'fairness-'))
})

afterAll(async () => {
  await cluster.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Makes many waiting translations of the one that there is. */
function copies(numbers: string): string[] {
  const id = (prefix: string) => `'${prefix}' || substr(cast(1000000 + n.i as text), 2)`
  return [
    `insert into translations (id, owner, version, status, engine, source_url, options, cancel_requested,
       max_attempts, created_at, updated_at)
     select ${id('tr_')}, owner, version, status, engine, source_url, options, 0, 1, created_at, updated_at
     from translations cross join ${numbers} where owner = 'ann'`,
    `insert into tasks (id, translation_id, position, kind, engine, owner, status, attempt, tries, due_at,
       artifacts, warnings)
     select ${id('task_')}, ${id('tr_')}, 0, 'source', engine, owner, status, 0, 0, due_at, '[]', '[]'
     from tasks cross join ${numbers} where position = 0 and owner = 'ann'`,
  ]
}

async function createFor(store: Store, owner: string): Promise<string> {
  const created = await store.create({ ...REQUEST, owner })
  if (typeof created === 'string') throw new Error(created)
  return created.translation.id
}

async function ownerOfNext(store: Store): Promise<string | undefined> {
  return (await store.claim('w', ['e'], 60_000))?.owner
}

/** The one with a single job starts next, again and again, whatever the other's share is. */
async function expectFair(store: Store, shares: (number | undefined)[]): Promise<void> {
  const usage = await store.owners.usage('ann')
  expect(usage.waiting).toBeGreaterThan(COUNT)
  for (const share of shares) {
    await store.owners.setLimits('ann', { ...(share !== undefined && { share }) })
    const owner = `bob-${share}`
    expect(await ownerOfNext(store)).toBe('ann')
    const id = await createFor(store, owner)
    expect((await store.get(id))?.queue).toMatchObject({ reason: 'worker', position: 1 })
    expect(await ownerOfNext(store)).toBe(owner)
  }
}

test('a tenant with 100,000 waiting jobs does not delay the single one of another, on SQLite', async () => {
  const path = join(folder, 'store.db')
  const first = await openSqliteStore({ path })
  await createFor(first, 'ann')
  await first.close()
  const database = new Database(path)
  const numbers = `(with recursive n(i) as (select 1 union all select i + 1 from n where i < ${COUNT}) select i from n) n`
  for (const statement of copies(numbers)) database.exec(statement)
  database.close()
  const store = await openSqliteStore({ path })
  await expectFair(store, [undefined, 1_000])
  await store.close()
})

test('a tenant with 100,000 waiting jobs does not delay the single one of another, on PostgreSQL', async () => {
  const url = await cluster.createDatabase('fairness')
  const store = await openPostgresStore({ url })
  await createFor(store, 'ann')
  for (const statement of copies(`generate_series(1, ${COUNT}) n(i)`)) await cluster.run(statement, url)
  await cluster.run('analyze', url)
  await expectFair(store, [undefined, 1_000])
  await store.close()
})

test('a worker that can do little looks at few of 100,000 tasks of a tenant, on PostgreSQL', async () => {
  const url = cluster.url.replace(/postgres$/, 'fairness')
  await cluster.run(
    `update tasks set needs = 'render' where id = (select max(id) from tasks where owner = 'ann')`,
    url,
  )
  await cluster.run('vacuum tasks', url)
  for (const needs of [['render'], ['render', 'translate from=en to=es'], ['none']]) {
    const { candidates, rows } = await lookForTasks(url, needs)
    expect(candidates).toHaveLength(needs.includes('render') ? 1 : 0)
    expect(Math.max(...rows)).toBeLessThan(500)
  }
})

interface PlanNode {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

/** Looks for what a worker may claim. Resolves with the rows that each step of it looked at. */
async function lookForTasks(url: string, needs: string[]) {
  const queries: CompiledQuery[] = []
  const pool = createPool({ url, max: 1, onTrouble: () => undefined })
  const log = ({ query }: LogEvent) => void queries.push(query)
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    plugins: [createArrayLists()],
    log,
  })
  const search = {
    dialect: postgresDialect,
    engines: ['e'],
    limit: 8,
    now: Date.now(),
    wall: Date.now(),
    needs,
  }
  const { candidates } = await db.transaction().execute((tx) => findCandidates(tx, search))
  const rows: number[] = []
  for (const { sql, parameters } of queries.filter((query) => /^\s*(select|with)/.test(query.sql))) {
    const explain = CompiledQuery.raw(`explain (analyze, format json) ${sql}`, [...parameters])
    const [found] = (await db.executeQuery<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(explain)).rows
    rows.push(...(found?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => rowsOf(Plan)))
  }
  await db.destroy()
  return { candidates, rows }
}

function rowsOf(node: PlanNode): number[] {
  const seen = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
  return [seen, ...(node.Plans ?? []).flatMap(rowsOf)]
}
