import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClaimedTask } from '../../src/lib/store/claimed-task.ts'
import { createDeliverer } from '../../src/lib/webhooks/deliverer.ts'
import { createWorker } from '../../src/lib/jobs/worker.ts'
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import type { Store } from '../../src/lib/store/store.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { engineOf, temporaryFolder } from '../support/test-server.ts'

const REQUEST = {
  owner: 'ann',
  engine: 'test',
  source: { url: 'https://host/a.mp4' },
  to: ['es'],
  options: {},
  maxAttempts: 3,
}
const HOUR_MS = 3_600_000
const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

let cluster: Cluster
let url: string
let stores: Store[]

beforeAll(async () => {
  // What was not committed is not on the disk, so that a crash undoes it as a whole.
  cluster = await startCluster({ settings: ['wal_writer_delay=10s'] })
})
afterAll(() => cluster.stop())

let databases = 0
beforeEach(async () => {
  stores = []
  url = await cluster.createDatabase(`nodes_${databases++}`)
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const store of stores) await store.close()
})

async function open(): Promise<Store> {
  const store = await openPostgresStore({ url })
  stores.push(store)
  return store
}

describe('the nodes of one database', () => {
  it('hear each other’s changes', async () => {
    const [one, other] = [await open(), await open()]
    const heard: [string, number | undefined][] = []
    const events: string[] = []
    other.onChange((id, version) => heard.push([id, version]))
    other.onUnwanted((id) => events.push(`unwanted ${id}`))
    other.onDue(() => events.push('due'))
    const id = await create(one)
    await vi.waitFor(() => expect(heard).toEqual([[id, 1]]), 60_000)
    expect(events).toEqual(['due'])
    await one.cancel(id)
    await vi.waitFor(() => expect(events).toContain(`unwanted ${id}`), 60_000)
    await one.remove(id)
    await vi.waitFor(() => expect(heard.at(-1)).toEqual([id, undefined]), 60_000)
  })

  it('hear the last version of each of 400 translations that change at once', async () => {
    const [one, other] = [await open(), await open()]
    const versions = new Map<string, number | undefined>()
    other.onChange((id, version) => versions.set(id, version))
    const ids = await Promise.all(Array.from({ length: 400 }, () => create(one)))
    await Promise.all(ids.map((id) => one.cancel(id)))
    await vi.waitFor(
      () => expect([...versions.values()].filter((version) => version === 2)).toHaveLength(400),
      60_000,
    )
  })

  it('share one time, even when the clock of one is an hour ahead or behind', async () => {
    const right = await open()
    await create(right)
    const claimed = (await right.claim('right', ['test'], 60_000)) as ClaimedTask
    for (const skewMs of [HOUR_MS, -HOUR_MS]) {
      const now = Date.now
      vi.spyOn(Date, 'now').mockImplementation(() => now() + skewMs)
      const wrong = await open()
      expect(await wrong.claim('thief', ['test'], 60_000)).toBeUndefined()
      expect(Math.abs(wrong.wall() - right.wall())).toBeLessThan(5_000)
      const id = await create(wrong)
      expect(await right.claim('right', ['test'], 60_000)).toMatchObject({ translationId: id })
      expect(await right.heartbeat(claimed.lease, 60_000)).toBe('ok')
      vi.restoreAllMocks()
    }
  })

  it('claim different messages at the same time', async () => {
    const nodes = [await open(), await open(), await open()]
    const webhook = { events: ['translation.canceled' as const] }
    for (let count = 0; count < 12; count++)
      await (nodes[0] as Store).cancel(await create(nodes[0] as Store, { webhook }))
    const rounds = await Promise.all(
      nodes.flatMap((node) => [1, 2, 3, 4].map(() => node.outbox.claim('d', 60_000))),
    )
    const ids = rounds.map((message) => message?.lease.messageId)
    expect(new Set(ids).size).toBe(12)
    expect(ids).not.toContain(undefined)
  })

  it('sign links with one secret', async () => {
    const [one, other] = [await open(), await open()]
    expect(await one.sharedSecret('first')).toBe('first')
    expect(await other.sharedSecret('second')).toBe('first')
  })

  it('forget no task that is added while its owner leaves the queue', async () => {
    const [one, other] = [await open(), await open()]
    const claimed: string[] = []
    const made: string[] = []
    for (let round = 0; round < 60; round++) {
      const [id, tasks] = await Promise.all([create(one), other.claimMany('w', ['test'], 60_000, 4)])
      made.push(id)
      claimed.push(...tasks.map(({ translationId }) => translationId))
    }
    for (;;) {
      const tasks = await other.claimMany('w', ['test'], 60_000, 32)
      if (tasks.length === 0) break
      claimed.push(...tasks.map(({ translationId }) => translationId))
    }
    expect(claimed.toSorted()).toEqual(made.toSorted())
  })
})

describe('an idle node', () => {
  it('asks its database less than once a second, and still starts new work at once', async () => {
    const store = await open()
    const started = Promise.withResolvers<number>()
    const run = async () => {
      started.resolve(performance.now())
      return {}
    }
    const folder = await temporaryFolder()
    const worker = createWorker({
      store,
      files: {} as never,
      engines: ['test', 'b', 'c', 'd', 'e'].map((name) => engineOf({ name, run })),
      scratchRoot: folder,
      uploads: (id) => id,
      log: LOG,
    })
    const deliverer = createDeliverer({
      outbox: store.outbox,
      idleMs: store.idleMs,
      settings: { timeoutMs: 1, keepLogMs: HOUR_MS } as never,
      secretFor: (() => undefined) as never,
      link: (() => undefined) as never,
      log: LOG,
      clock: store.steady,
      wallClock: store.wall,
      random: Math.random,
    })
    worker.start()
    deliverer.start()
    const queries = vi.spyOn(Client.prototype, 'query')
    const count = () => queries.mock.calls.length
    const before = await countAtRest(count)
    const beganMs = performance.now()
    await delay(8_000)
    expect(count() - before).toBeLessThan((performance.now() - beganMs) / 1_000)
    queries.mockRestore()
    const createdAtMs = performance.now()
    await create(await open())
    expect((await started.promise) - createdAtMs).toBeLessThan(30_000)
    await worker.stop()
    await deliverer.stop(0)
  })
})

describe('a broken connection', () => {
  it('fails no read and no write that can be repeated, and notifications arrive again', async () => {
    const [one, other] = [await open(), await open()]
    const id = await create(one)
    const heard: string[] = []
    other.onChange((changed) => heard.push(changed))
    const cut = () =>
      cluster.run(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
        url,
      )
    for (let round = 0; round < 3; round++) {
      const writes = Promise.all(Array.from({ length: 20 }, () => create(one)))
      await cut()
      await writes
    }
    expect(await one.get(id)).toMatchObject({ id })
    expect((await one.list({ limit: 100 })).items).toHaveLength(61)
    const fresh: string[] = []
    await vi.waitFor(async () => {
      fresh.push(await create(one))
      await delay(100)
      expect(heard.filter((changed) => fresh.includes(changed))).not.toEqual([])
    }, 60_000)
  })

  it('fails no read of a node that has not heard of its end', async () => {
    const store = await open()
    const id = await create(store)
    const other = new Client({ connectionString: url })
    await other.connect()
    const ended = other.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    // Meanwhile this process reads nothing from its connections.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
    expect(await store.get(id)).toMatchObject({ id })
    await ended
    await other.end()
  })

  it('at a commit neither loses a change nor makes it twice', async () => {
    const store = await open()
    const id = await create(store)
    const { lease } = (await store.claim('w', ['test'], 60_000)) as ClaimedTask
    const original = Client.prototype.query
    let cuts = 0
    // The server commits, and the answer is lost.
    vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
      const result = (original as (...values: unknown[]) => unknown).apply(this, args)
      const text = (args[0] as { text?: string }).text
      if (text !== 'commit' || cuts++ > 0) return result as never
      return (result as Promise<unknown>).then(() => {
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      }) as never
    })
    expect(await store.complete(lease, { output: { cues: 3 } })).toBe(true)
    expect(cuts).toBeGreaterThan(0)
    expect((await store.events(id)).map(({ type }) => type)).toEqual(['created', 'started', 'prepared'])
  })

  it('at a commit that a crash undid is not confused with a later transaction of the same number', async () => {
    const [store, other] = [await open(), await open()]
    const [id, next] = [await create(store), await create(other)]
    const { lease } = (await store.claim('w', ['test'], 60_000)) as ClaimedTask
    const original = Client.prototype.query
    let crashes = 0
    // The server dies before it has written anything of the transaction, and gives its number away.
    vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
      const send = () => (original as (...values: unknown[]) => unknown).apply(this, args)
      const text = (args[0] as { text?: string }).text
      if (text !== 'commit' || crashes++ > 0) return send() as never
      return (async () => {
        await cluster.crash()
        await cluster.restart()
        await other.cancel(next)
        for (let count = 0; count < 5; count++) await other.cancel(await create(other))
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      })() as never
    })
    expect(await store.complete(lease, { output: { cues: 3 } })).toBe(true)
    expect(crashes).toBeGreaterThan(1)
    expect((await store.events(id)).map(({ type }) => type)).toEqual(['created', 'started', 'prepared'])
  })
})

/** The count once it has rested for a second: then the work of the start is done. */
async function countAtRest(count: () => number): Promise<number> {
  let before = -1
  for (; before < count(); await delay(1_000)) before = count()
  return before
}

async function create(store: Store, changes: object = {}): Promise<string> {
  const created = await store.create({ ...REQUEST, ...changes })
  if (typeof created === 'string') throw new Error(created)
  return created.translation.id
}
