import type { TranslationStatus, WaitOptions } from 'video-translation-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { JOB_MS } from './waits.ts'
import { createWorld, type World } from './world.ts'

const HOUR_MS = 3_600_000
const POLLING: WaitOptions = { transport: 'polling', schedule: 'fixed', minDelayMs: 2_000 }
const WAYS: [string, WaitOptions][] = [
  ['the stream', {}],
  ['held requests', { transport: 'held' }],
  ['polling', POLLING],
]

let world: World
let warnings: unknown[]

beforeEach(async () => {
  warnings = []
  const quiet = (): void => {}
  const warn = (message: string, fields?: object): void => void warnings.push([message, fields])
  world = await createWorld({ logger: { debug: quiet, info: quiet, warn, error: quiet } })
})

afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

describe.each(WAYS)('by %s', (_, options) => {
  it('an unknown status counts as running, is warned about once, and costs no more requests', async () => {
    const { api, client } = world
    const { id } = api.add({ status: 'simmering' })
    setTimeout(() => api.change(id, { status: 'simmering', progress: 0.5 }), JOB_MS / 2)
    setTimeout(() => api.change(id, { status: 'completed' }), JOB_MS)
    const seen: unknown[] = []
    const waiting = client.wait(id, { ...options, onUpdate: (it) => seen.push([it.status, it.rawStatus]) })
    expect((await world.end(waiting, HOUR_MS)).result?.status).toBe('completed')
    expect(seen).toEqual([
      ['running', 'simmering'],
      ['running', 'simmering'],
      ['completed', undefined],
    ])
    expect(warnings).toHaveLength(1)
    expect(world.attempts.length).toBeLessThanOrEqual(JOB_MS / 2_000 + 3)
    expect(await world.leftovers()).toEqual([])
  })

  it('a status that goes back is told, and the wait goes on', async () => {
    const { api, client } = world
    const { id } = api.add({ status: 'running', progress: 0.9 })
    setTimeout(() => api.change(id, { status: 'pending', progress: 0 }), 5_000)
    setTimeout(() => api.change(id, { status: 'running' }), 10_000)
    setTimeout(() => api.change(id, { status: 'completed' }), JOB_MS)
    const seen: TranslationStatus[] = []
    const waiting = client.wait(id, { ...options, onUpdate: ({ status }) => seen.push(status) })
    expect((await world.end(waiting, HOUR_MS)).result?.status).toBe('completed')
    expect(seen).toEqual(['running', 'pending', 'running', 'completed'])
  })

  it('an older version than is known, as from a replica that lags, changes nothing', async () => {
    const { api, client } = world
    const { id } = api.add({ status: 'running', version: 5, progress: 0.5 })
    setTimeout(() => api.change(id, { version: 3, progress: 0.1 }), 5_000)
    setTimeout(() => api.change(id, { version: 6, status: 'completed' }), JOB_MS)
    const seen: number[] = []
    const waiting = client.wait(id, { ...options, onUpdate: ({ version }) => seen.push(version) })
    expect((await world.end(waiting, HOUR_MS)).result?.status).toBe('completed')
    expect(seen).toEqual([5, 6])
    expect(world.attempts.length).toBeLessThanOrEqual(JOB_MS / 1_000)
  })

  it('ids given twice are asked for once and told in every place', async () => {
    const { api, client } = world
    const [one, two] = [api.add().id, api.add().id]
    setTimeout(() => api.change(one, { status: 'completed' }), 5_000)
    setTimeout(() => api.change(two, { status: 'error' }), JOB_MS)
    const { result } = await world.end(client.waitMany([one, two, one, two, two], options), HOUR_MS)
    expect(result?.map(({ id, result }) => [id, result])).toEqual([
      [one, 'completed'],
      [two, 'error'],
      [one, 'completed'],
      [two, 'error'],
      [two, 'error'],
    ])
    for (const url of world.proxy.targets()) {
      const ids = new URL(url, world.proxy.url).searchParams.getAll('id')
      expect(ids).toEqual([...new Set(ids)])
    }
    for (const body of api.bodies as { translations?: object[] }[])
      expect(body?.translations?.length ?? 0).toBeLessThanOrEqual(2)
  })

  it('one that vanishes in mid-wait ends as deleted at once, and hides no other', async () => {
    const { api, client } = world
    const [gone, other] = [api.add().id, api.add().id]
    setTimeout(() => api.remove(gone), 5_000)
    setTimeout(() => api.change(other, { status: 'completed' }), JOB_MS)
    const both = client.waitMany([gone, other], options)
    const { error, tookMs } = await world.end(client.wait(gone, options), 10_000)
    expect(error).toMatchObject({ name: 'ApiError', code: 'deleted', status: 410, translationId: gone })
    expect(tookMs).toBeLessThanOrEqual(8_000)
    const { result = [] } = await world.end(both, HOUR_MS)
    expect(result.map(({ result }) => result)).toEqual(['failed', 'completed'])
    expect(result[0]?.error).toMatchObject({ code: 'deleted', translationId: gone })
    expect(await world.leftovers()).toEqual([])
  })

  it('one that was just created is waited for although the server does not know it yet', async () => {
    const { api, client } = world
    const { id } = await world
      .end(client.create({ source: 'https://example.com/a.mp4', to: ['es'] }), 5_000)
      .then(({ result }) => result as { id: string })
    api.remove(id)
    setTimeout(() => api.add({ id, status: 'running', version: 2 }), 3_000)
    setTimeout(() => api.change(id, { status: 'completed' }), JOB_MS)
    const { result, tookMs } = await world.end(client.wait(id, options), HOUR_MS)
    expect(result?.status).toBe('completed')
    expect(tookMs).toBeLessThanOrEqual(JOB_MS + 3_000)
    expect(world.attempts.length).toBeLessThanOrEqual(30)
  })

  it('one that never was is told as not found at once', async () => {
    const { error, tookMs } = await world.end(world.client.wait('tr_none', options), HOUR_MS)
    expect(error).toMatchObject({ name: 'ApiError', code: 'not_found', status: 404 })
    expect(tookMs).toBeLessThanOrEqual(1_000)
    expect(await world.leftovers()).toEqual([])
  })
})

it('a 410 in mid-wait by polling says that it was deleted', async () => {
  const { api, client } = world
  const { id } = api.add({ status: 'running' })
  world.play([{ route: 'GET /v1/translations/*', from: 3, fault: { kind: 'answer', status: 410 } }])
  const { error } = await world.end(client.wait(id, POLLING), HOUR_MS)
  expect(error).toMatchObject({ name: 'ApiError', code: 'deleted', status: 410, translationId: id })
  expect(world.attempts).toHaveLength(3)
})
