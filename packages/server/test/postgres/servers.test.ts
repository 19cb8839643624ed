import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Translation } from 'video-translation-client'
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
  const node = async (enabled: boolean) =>
    await (await createHouse({ databaseUrl, dataDir, worker: { enabled, leaseMs: 2_000 } })).start()
  const [api, otherApi, worker] = await Promise.all([node(false), node(false), node(true), node(true)])

  const created = await api.client.create(talk(1_500))
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

function json(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
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
