import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Translation } from 'video-translation-client'
import { listWorkers } from 'video-translation-client/workers'
import type { Engine } from '../../src/lib/engines/engine.ts'
import { createSimulatedEngine } from '../../src/lib/engines/simulated/engine.ts'
import type { Role } from '../../src/lib/config/server-options.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { inProcess, startServer } from '../support/test-server.ts'
import { createHouse, type ServerProcess } from '../support/server-process.ts'

let cluster: Cluster
let dataDir: string

beforeAll(async () => {
  cluster = await startCluster()
  dataDir = await mkdtemp(join(tmpdir(), 'nodes-'))
})
afterAll(async () => {
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
})

it('a translation that one node takes is done by another, seen on a third, and survives the death of a worker', async () => {
  const databaseUrl = await cluster.createDatabase('servers')
  const node = async (role: Role) =>
    await (await createHouse({ databaseUrl, dataDir, role, worker: { leaseMs: 2_000 } })).start()
  const roles: Role[] = ['api', 'api', 'worker', 'worker']
  const [api, otherApi, worker] = (await Promise.all(roles.map(node))) as [
    ServerProcess,
    ServerProcess,
    ServerProcess,
  ]
  await expectWorkers(otherApi, 2)
  await expectProbesOnly(worker)
  await expectLocalServer(api, otherApi)

  const created = await api.client.create(talk(4_000))
  const seen = await watch(otherApi, created.id)
  expect(seen.at(-1)).toMatchObject({ status: 'completed' })
  expect(new Set(seen.map(({ status }) => status))).toContain('running')

  const [target] = (await otherApi.client.get(created.id)).targets
  const link = new URL(target?.artifacts[0]?.url ?? '')
  expect((await fetch(new URL(`${link.pathname}${link.search}`, api.url))).status).toBe(200)

  const many = await Promise.all(Array.from({ length: 6 }, () => api.client.create(talk(1_000))))
  await worker.kill()
  const ends = await Promise.all(many.map(({ id }) => otherApi.client.wait(id)))
  expect(ends.map(({ status }) => status)).toEqual(many.map(() => 'completed'))
})

it('a request is answered with 503 while the database is away, and as usual afterwards', async () => {
  const server = await startServer({ databaseUrl: await cluster.createDatabase('away') })
  const ask = inProcess(server)
  const reference = { source: { url: 'https://example.com/a.mp4' }, to: ['es'], reference: 'a\u0000b' }
  const refused = await ask('/v1/translations', json(reference))
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('/reference')])
  await cluster.crash()
  const away = await ask('/v1/translations/tr_none')
  expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await away.json()).toMatchObject({ code: 'database_unavailable' })
  await cluster.restart()
  expect((await ask('/v1/translations/tr_none')).status).toBe(404)
  expect((await ask('/readyz')).status).toBe(200)
})

it('a create has its answer if another node makes it meanwhile, and with it takes the last place', async () => {
  const databaseUrl = await cluster.createDatabase('twice')
  const limits = { translationsPerKey: 1 }
  const slow = createSimulatedEngine({ scenario: { durationMs: 600_000 } })
  const other = inProcess(await startServer({ databaseUrl, dataDir, limits, engines: [slow] }))
  const post = json(
    { source: { url: 'https://example.com/a.mp4' }, to: ['es'] },
    { 'idempotency-key': 'one' },
  )
  let first: Promise<Response> | undefined
  const check: Engine['check'] = async () => {
    first ??= other('/v1/translations', post)
    await first
    return []
  }
  const engines = [{ ...slow, check }]
  const ask = inProcess(await startServer({ databaseUrl, dataDir, limits, engines }))
  const replayed = await ask('/v1/translations', post)
  expect([replayed.status, replayed.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
  const made = await (await first)?.json()
  expect(await replayed.json()).toMatchObject({ id: (made as Translation).id })
})

function json(body: object, headers: Record<string, string> = {}): RequestInit {
  const type = { 'content-type': 'application/json' }
  return { method: 'POST', headers: { ...type, ...headers }, body: JSON.stringify(body) }
}

/** The workers tell the others of themselves as soon as they know what they can do. */
async function expectWorkers({ client }: ServerProcess, count: number): Promise<void> {
  const workers = await vi.waitFor(async () => {
    const found = await listWorkers(client)
    if (found.length < count) throw new Error(`Only ${found.length} workers.`)
    return found
  }, 60_000)
  for (const worker of workers) {
    expect(worker).toMatchObject({ role: 'worker', state: 'alive', running: 0, host: hostname() })
    expect(worker.engines).toContainEqual({ name: 'simulated', ready: true, concurrency: 10_000 })
  }
}

async function expectProbesOnly({ url }: ServerProcess): Promise<void> {
  const status = async (path: string) => (await fetch(new URL(path, url))).status
  expect(await Promise.all(['/healthz', '/readyz', '/metrics'].map(status))).toEqual([200, 200, 200])
  expect(await Promise.all(['/v1/translations', '/openapi.json', '/v1/workers'].map(status))).toEqual([
    404, 404, 404,
  ])
}

/** Each node with an API tells the command line of its machine how to reach it; workers do not. */
async function expectLocalServer(...nodes: ServerProcess[]): Promise<void> {
  const names = await readdir(join(dataDir, 'servers'))
  const texts = await Promise.all(names.map((name) => readFile(join(dataDir, 'servers', name), 'utf8')))
  const urls = texts.map((text) => (JSON.parse(text) as { url: string }).url)
  expect(urls.toSorted()).toEqual(nodes.map(({ url }) => url).toSorted())
}

async function watch({ client }: ServerProcess, id: string): Promise<Translation[]> {
  const states: Translation[] = []
  for await (const state of client.watch(id)) states.push(state)
  return states
}

function talk(durationMs: number) {
  const source = new Blob([new Uint8Array(1_000)], { type: 'video/mp4' })
  return { source, from: 'en', to: ['es'], engine: 'simulated', options: { durationMs } }
}
