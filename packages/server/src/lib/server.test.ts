import { once } from 'node:events'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import Database from 'better-sqlite3'
import fastify from 'fastify'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  create, engineOf, inProcess, overSocket, postJson, startServer, startSlowServer, TALK, temporaryFolder, untilFinal,
  untilRunning,
} from '../../test/support/test-server.ts' // prettier-ignore
import type { EngineInfo } from 'video-translation-client'
import type { Engine } from './engines/engine.ts'
import { createSimulatedEngine } from './engines/simulated/engine.ts'
import { DataFolderInUse } from './files/data-folder.ts'
import { createServer } from './server.ts'
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts'

describe('a server', () => {
  it('that cannot start leaves nothing running', async () => {
    const { dataDir, close } = await startServer()
    await close()
    await rm(join(dataDir, 'secret'))
    await mkdir(join(dataDir, 'secret'))
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    await expect(createServer({ dataDir })).rejects.toThrow('EISDIR')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('continues unfinished translations after a restart', async () => {
    const dataDir = await temporaryFolder()
    const slow = await startSlowServer({ dataDir })
    const { id } = await create(inProcess(slow))
    await untilRunning(inProcess(slow), id)
    await slow.close({ graceMs: 0 })
    const next = await startServer({ dataDir, engines: [engineOf({ run: async () => ({}) })] })
    expect(await untilFinal(inProcess(next), id)).toMatchObject({ id, status: 'completed' })
  })

  it('reports why a translation waits for a missing engine, cancels it, and continues when the engine is back', async () => {
    const dataDir = await temporaryFolder()
    const slow = await startSlowServer({ dataDir })
    const [canceled, resumed] = [await create(inProcess(slow)), await create(inProcess(slow))]
    for (const { id } of [canceled, resumed]) await untilRunning(inProcess(slow), id)
    await slow.close({ graceMs: 0 })
    const without = await startServer({ dataDir })
    const ask = inProcess(without)
    const history = async () => await (await ask(`/v1/translations/${resumed.id}/events`)).text()
    await vi.waitFor(async () => expect(await history()).toContain('without the engine `test`'), 60_000)
    const answer = await ask(`/v1/translations/${canceled.id}/cancel`, { method: 'POST' })
    expect([answer.status, await answer.json()]).toMatchObject([200, { status: 'canceled' }])
    await without.close()
    const again = await startServer({ dataDir, engines: [engineOf({ run: async () => ({}) })] })
    expect(await untilFinal(inProcess(again), resumed.id)).toMatchObject({ status: 'completed' })
  })

  it('starts before it has recorded the missing engine of thousands of translations', async () => {
    const dataDir = await temporaryFolder()
    await (await startServer({ dataDir })).close()
    const path = join(dataDir, 'translations.db')
    const store = await openSqliteStore({ path })
    const source = { url: 'https://host.example/a.mp4' }
    const input = { owner: '', engine: 'gone', source, to: ['es'], options: {}, maxAttempts: 1 }
    await Promise.all(Array.from({ length: 200 }, () => store.create(input)))
    await store.close()
    const database = new Database(path, { readonly: true })
    const told = database.prepare("select count(*) from events where type = 'waiting'").pluck()
    await startServer({ dataDir })
    expect(told.get()).toBeLessThan(200)
    await vi.waitFor(() => expect(told.get()).toBe(200), 60_000)
    database.close()
  })

  it('signs links that stay valid after a restart, unless its secret was never written', async () => {
    const dataDir = await temporaryFolder()
    const first = await startServer({ dataDir })
    const { id } = await create(inProcess(first))
    const link = (await untilFinal(inProcess(first), id)).targets[0]?.artifacts[0]?.url ?? ''
    const { pathname, search } = new URL(link)
    await first.close()
    const second = await startServer({ dataDir })
    expect((await inProcess(second)(pathname + search)).status).toBe(200)
    await second.close()
    await writeFile(join(dataDir, 'secret'), '')
    const third = await startServer({ dataDir })
    expect((await inProcess(third)(pathname + search)).status).toBe(403)
    expect((await readFile(join(dataDir, 'secret'), 'utf8')).length).toBeGreaterThan(32)
  })

  it('locks its data folder until it is closed', async () => {
    const dataDir = await temporaryFolder()
    const first = await startServer({ dataDir })
    await expect(startServer({ dataDir })).rejects.toThrow(DataFolderInUse)
    await first.close()
    await startServer({ dataDir })
  })

  it('publishes its address and key to its owner alone while it runs', async () => {
    const server = await startServer({ apiKeys: [{ name: 'ann', key: 'ann-0123456789abcdef' }] })
    const url = await server.listen()
    const path = join(server.dataDir, 'server.json')
    const note = JSON.parse(await readFile(path, 'utf8')) as { apiKey: string }
    expect(note).toMatchObject({ url, pid: process.pid, startedAt: expect.any(String) })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const response = await fetch(`${url}/v1/translations`, { headers: { 'x-api-key': note.apiKey } })
    expect(response.status).toBe(200)
    await server.close()
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })

  it('finishes current requests when it stops, and accepts no new ones', async () => {
    let letGo = () => {}
    const gate = new Promise<void>((resolve) => (letGo = resolve))
    let isAsked = () => {}
    const asked = new Promise<void>((resolve) => (isAsked = resolve))
    const check = () => (isAsked(), gate.then(() => []))
    const server = await startServer({ engines: [engineOf({ check, run: async () => ({}) })] })
    const ask = await overSocket(server)
    const underWay = ask('/v1/translations', postJson(TALK))
    await asked
    const closed = server.close({ graceMs: 0 })
    await expect(ask('/healthz')).rejects.toThrow('fetch failed')
    letGo()
    const response = await underWay
    expect(response.status).toBe(201)
    await response.text()
    await closed
  })

  it('closes quickly despite keep-alive connections, and can be closed again', async () => {
    const server = await startServer()
    const ask = await overSocket(server)
    for (let count = 0; count < 5; count++) await (await ask('/v1/engines')).text()
    const started = performance.now()
    await Promise.all([server.close(), server.close()])
    // A connection is kept alive for more than a minute.
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('closes quickly despite a connection without a request', async () => {
    const server = await startServer()
    const { port } = new URL(await server.listen())
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    await (await fetch(`${server.url}/healthz`)).text()
    const started = performance.now()
    await server.close()
    expect(performance.now() - started).toBeLessThan(20_000)
    socket.destroy()
  })

  it('reports whether it is ready, and what it is', async () => {
    const ask = inProcess(await startServer())
    expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready' })
    expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' })
    expect(await (await ask('/')).json()).toMatchObject({ documentation: '/docs', openapi: '/openapi.json' })
    expect(await (await ask('/v1/engines')).json()).toMatchObject({
      items: [{ name: 'simulated', ready: true, previews: { free: true, perMinute: 120 } }],
    })
  })

  it('marks the engine that a request without one takes', async () => {
    const simulated = createSimulatedEngine()
    const other: Engine = {
      ...simulated,
      name: 'other',
      describe: async () => ({ ...(await simulated.describe()), name: 'other' }),
    }
    const server = await startServer({ engines: [simulated, other], defaultEngine: 'other' })
    const { items } = (await (await inProcess(server)('/v1/engines')).json()) as { items: EngineInfo[] }
    expect(items.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['simulated', undefined],
      ['other', true],
    ])
  })

  it('counts its work', async () => {
    const ask = inProcess(await startServer())
    const { id } = await create(ask)
    await untilFinal(ask, id)
    const text = await (await ask('/metrics')).text()
    expect(text).toContain('video_translation_translations{status="completed"} 1')
    expect(text).toContain('video_translation_translations_created_total{engine="simulated"} 1')
    expect(text).toContain(
      'video_translation_http_request_duration_seconds_count{method="POST",route="/v1/translations",status="201"} 1',
    )
    const names = [
      'queue_tasks{reason="worker"} 0',
      'streams_open 0',
      'part_up{part="storage"} 1',
      'task_wait_seconds_count{engine="simulated",language="es",kind="target"} 1',
      'task_run_seconds_count{engine="simulated",language="none",outcome="completed"} 1',
      'store_duration_seconds_count{verb="create",outcome="ok"} 1',
    ]
    for (const name of names) expect(text).toContain(`video_translation_${name}`)
    expect(text).toMatch(/stage_duration_seconds_count{engine="simulated",language="fr",stage="\w+"} 1/)
    expect(text).toContain('process_resident_memory_bytes')
  })

  it('counts tasks that wait for a worker, from the first answer on', async () => {
    const ask = inProcess(await startServer({ worker: { enabled: false } }))
    await create(ask)
    expect(await (await ask('/metrics')).text()).toContain(
      'video_translation_queue_tasks{reason="worker"} 1\n',
    )
  })

  it('logs each request as one line with its ids and without secrets', async () => {
    const lines: string[] = []
    const stream = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) })
    const logger = fastify({ logger: { level: 'info', stream } }).log
    const key = 'ann-0123456789abcdef'
    const server = await startServer({ logger, apiKeys: [{ name: 'ann', key }] })
    const ask = inProcess(server, { authorization: `Bearer ${key}` })
    const { id } = await create(ask)
    await ask(`/v1/translations/${id}?signature=hush`)
    await server.close()
    const requests = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
    expect(requests).toContainEqual(
      expect.objectContaining({
        method: 'GET',
        status: 200,
        translationId: id,
        owner: 'ann',
        reqId: expect.any(String),
      }),
    )
    expect(lines.join('')).not.toContain(key)
    expect(lines.join('')).not.toContain('hush')
  })

  it('refuses a default engine that it does not have', async () => {
    await expect(startServer({ defaultEngine: 'magic' })).rejects.toThrow(
      'The default engine `magic` does not exist',
    )
  })
})
