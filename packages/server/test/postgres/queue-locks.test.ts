import { Kysely, PostgresDialect } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import { createPool } from '../../src/lib/store/postgres/pool.ts'
import { writesOf } from '../../src/lib/store/postgres/write-rows.ts'
import type { Schema } from '../../src/lib/store/tables/schema.ts'
import type { Tx } from '../../src/lib/store/tables/store-parts.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'

const REQUEST = {
  owner: 'ann',
  engine: 'e',
  source: { url: 'https://host.example/talk.mp4' },
  to: ['es'],
  options: {},
  maxAttempts: 1,
}

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

async function openStore(url: string) {
  const store = await openPostgresStore({ url })
  onTestFinished(() => store.close())
  return store
}

it('a claim waits for no owner whom another node enters in the queue', async () => {
  const url = await cluster.createDatabase('claims')
  const store = await openStore(url)
  await store.create(REQUEST)
  const entering = await connect(url)
  await entering.query(`begin; select from queues where owner = 'ann' for no key update`)
  expect(await store.claim('w', ['e'], 60_000)).toMatchObject({ owner: 'ann' })
  await entering.query('rollback')
  expect(await store.claim('w', ['e'], 60_000)).toBeUndefined()
})

it('the queues of an owner are let go in one order, so that two nodes do not wait for each other', async () => {
  const url = await cluster.createDatabase('limits')
  await openStore(url)
  await cluster.run(
    `insert into queues (engine, owner, turn, parked) values ('second', 'ann', 0, 1), ('first', 'ann', 0, 1)`,
    url,
  )
  const [other, observer] = [await connect(url), await connect(url)]
  await other.query(`begin; select from queues where engine = 'first' for update`)
  const freeing = free(url, 'ann')
  const countWaiting = async () =>
    (await observer.query(`select from pg_stat_activity where wait_event_type = 'Lock'`)).rowCount
  await expect.poll(countWaiting).toBe(1)
  await observer.query(`begin; select from queues where engine = 'second' for update nowait; rollback`)
  await other.query('rollback')
  expect(await freeing).toEqual(['ann', 'ann'])
})

/** Lets an owner go on, as the end of one of its tasks does. */
async function free(url: string, owner: string): Promise<string[]> {
  const pool = createPool({ url, max: 1, onTrouble: () => undefined })
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const nothing = { translations: [], tasks: [], events: [], queued: [], usage: [], messages: [] }
  const [write] = writesOf(db as Tx, { ...nothing, freed: [owner] })
  if (write === undefined) throw new Error('Nothing is written.')
  const { rows } = await db.executeQuery<{ freed: string }>(write)
  await db.destroy()
  return rows.map(({ freed }) => freed)
}
