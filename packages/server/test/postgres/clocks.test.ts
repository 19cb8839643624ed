import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import type { Store } from '../../src/lib/store/store.ts'
import { countFlights } from '../support/flights.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'

const HOUR_MS = 3_600_000
const LEASE_MS = 600_000
const REQUEST = {
  owner: 'ann',
  engine: 'e',
  source: { url: 'https://host/a.mp4' },
  to: ['es'],
  options: {},
  maxAttempts: 3,
}

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

/** PostgreSQL looks for functions along the search path, so these take the place of its own. */
const SHIFTED = `
  create schema shifted;
  create table shifted.server (shift_ms bigint, life timestamptz);
  insert into shifted.server values (0, '2026-01-01');
  create function shifted.clock_timestamp() returns timestamptz language sql as $$
    select pg_catalog.clock_timestamp() + shift_ms * interval '1 ms' from shifted.server $$;
  create function shifted.pg_stat_get_bgwriter_stat_reset_time() returns timestamptz language sql as $$
    select life from shifted.server $$;`

/** A database whose clock the test sets. */
async function createShifted(name: string) {
  const database = await cluster.createDatabase(name)
  await cluster.run(SHIFTED, database)
  return {
    url: `${database}?options=-csearch_path%3Dpublic%2Cshifted%2Cpg_catalog`,
    /** Another server takes over, with a clock that differs by so much. */
    promote: (shiftMs: number) =>
      cluster.run(
        `update shifted.server set shift_ms = ${shiftMs}, life = life + interval '1 day'`,
        database,
      ),
    setClock: (shiftMs: number) => cluster.run(`update shifted.server set shift_ms = ${shiftMs}`, database),
  }
}

async function create(store: Store): Promise<string> {
  const created = await store.create(REQUEST)
  if (typeof created === 'string') throw new Error(created)
  return created.translation.id
}

const claim = (store: Store, worker = 'w') => store.claim(worker, ['e'], LEASE_MS)

describe.each([
  ['behind', -HOUR_MS],
  ['ahead', HOUR_MS],
])('when a standby takes over whose clock is an hour %s', (which, shiftMs) => {
  it('what is due is claimed at once, and leases go on, on every node', async () => {
    const { url, promote } = await createShifted(`promoted_${which}`)
    const [one, other] = [await openPostgresStore({ url }), await openPostgresStore({ url })]
    await create(one)
    const running = await claim(one)
    const waiting = await create(other)
    await promote(shiftMs)
    expect(await claim(other)).toMatchObject({ translationId: waiting })
    const late = await openPostgresStore({ url })
    for (const node of [one, other, late]) {
      expect(await claim(node, 'thief')).toBeUndefined()
      expect(await node.heartbeat(running?.lease as never, LEASE_MS)).toBe('ok')
      const id = await create(node)
      expect(await claim(node)).toMatchObject({ translationId: id })
      expect(Math.abs(node.steady() - Date.now())).toBeLessThan(HOUR_MS / 2)
    }
    expect(Math.abs(late.wall() - shiftMs - Date.now())).toBeLessThan(HOUR_MS / 2)
    for (const node of [one, other, late]) await node.close()
  })

  it('and the clocks may be right again after the next one', async () => {
    const { url, promote } = await createShifted(`twice_${which}`)
    const store = await openPostgresStore({ url })
    for (const shift of [shiftMs, 0]) {
      const id = await create(store)
      await promote(shift)
      expect(await claim(store)).toMatchObject({ translationId: id })
    }
    await store.close()
  })
})

describe('when the clock of the database is an hour behind', () => {
  it('because somebody has set it back, what is due is claimed at once', async () => {
    const { url, setClock } = await createShifted('set_back')
    const store = await openPostgresStore({ url })
    const id = await create(store)
    await setClock(-HOUR_MS)
    expect(await claim(store)).toMatchObject({ translationId: id })
    await store.close()
  })

  it('although no node ran meanwhile, what is due is claimed at once', async () => {
    const { url, promote } = await createShifted('alone')
    const before = await openPostgresStore({ url })
    const id = await create(before)
    await before.close()
    await promote(-HOUR_MS)
    const after = await openPostgresStore({ url })
    expect(await claim(after)).toMatchObject({ translationId: id })
    await after.close()
  })
})

it('a verb takes few round trips, and calls at the same time share them', async () => {
  const store = await openPostgresStore({ url: await cluster.createDatabase('flights') })
  const flights = countFlights()
  // All connections are open from here on.
  await Promise.all(Array.from({ length: 10 }, () => store.list({ limit: 1 })))
  for (let each = 0; each < 10; each++) await create(store)
  expect(await flights.during(() => create(store))).toBe(1)
  const claimed = await store.claimMany('w', ['e'], LEASE_MS, 8)
  expect(await flights.during(() => claim(store))).toBeLessThanOrEqual(7)
  const [first, second, ...others] = claimed.map(({ lease }) => lease)
  if (first === undefined || second === undefined) throw new Error('There is nothing to claim.')
  const done = { output: { cues: 3 }, source: { durationSeconds: 60 } }
  expect(await flights.during(() => store.advance(first, { progress: 0.5 }))).toBe(2)
  expect(await flights.during(() => store.complete(first, done))).toBe(2)
  expect(await flights.during(() => store.heartbeat(second, LEASE_MS))).toBe(1)
  expect(await flights.during(() => store.saveCheckpoint(second, {}))).toBe(2)
  const all = () => Promise.all(others.map((lease) => store.complete(lease, done)))
  expect(others).toHaveLength(6)
  // Two transactions at once, of two round trips each.
  expect(await flights.during(all)).toBe(4)
  expect(await flights.during(() => store.cancel(claimed[1]?.translationId ?? ''))).toBeLessThanOrEqual(3)
  await store.close()
})
