import type { TranslationStatus, WaitOptions } from 'video-translation-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { JOB_MS } from './waits.ts'
import { createHarness, type Harness } from './harness.ts'

const HOUR_MS = 3_600_000
const POLLING: WaitOptions = { transport: 'polling', schedule: 'fixed', minDelayMs: 2_000 }
const TRANSPORTS: [string, WaitOptions][] = [
  ['the stream', {}],
  ['long polls', { transport: 'held' }],
  ['polling', POLLING],
]

let harness: Harness
let warnings: unknown[]

beforeEach(async () => {
  warnings = []
  const quiet = (): void => {}
  const warn = (message: string, fields?: object): void => void warnings.push([message, fields])
  harness = await createHarness({ logger: { debug: quiet, info: quiet, warn, error: quiet } })
})

afterEach(async () => {
  await harness[Symbol.asyncDispose]()
})

describe.each(TRANSPORTS)('with %s', (_, options) => {
  it('an unknown status counts as running, with one warning and no more requests', async () => {
    const { api, client } = harness
    const { id } = api.add({ status: 'simmering' })
    setTimeout(() => api.change(id, { status: 'simmering', progress: 0.5 }), JOB_MS / 2)
    setTimeout(() => api.change(id, { status: 'completed' }), JOB_MS)
    const seen: unknown[] = []
    const waiting = client.wait(id, { ...options, onUpdate: (it) => seen.push([it.status, it.rawStatus]) })
    expect((await harness.end(waiting, HOUR_MS)).result?.status).toBe('completed')
    expect(seen).toEqual([
      ['running', 'simmering'],
      ['running', 'simmering'],
      ['completed', undefined],
    ])
    expect(warnings).toHaveLength(1)
    expect(harness.attempts.length).toBeLessThanOrEqual(JOB_MS / 2_000 + 3)
    expect(await harness.leftovers()).toEqual([])
  })

  it('a status that goes back is reported, and the wait continues', async () => {
    const { api, client } = harness
    const { id } = api.add({ status: 'running', progress: 0.9 })
    setTimeout(() => api.change(id, { status: 'pending', progress: 0 }), 5_000)
    setTimeout(() => api.change(id, { status: 'running' }), 10_000)
    setTimeout(() => api.change(id, { status: 'completed' }), JOB_MS)
    const seen: TranslationStatus[] = []
    const waiting = client.wait(id, { ...options, onUpdate: ({ status }) => seen.push(status) })
    expect((await harness.end(waiting, HOUR_MS)).result?.status).toBe('completed')
    expect(seen).toEqual(['running', 'pending', 'running', 'completed'])
  })

  it('an older version, e.g. from a lagging replica, changes nothing', async () => {
    const { api, client } = harness
    const { id } = api.add({ status: 'running', version: 5, progress: 0.5 })
    setTimeout(() => api.change(id, { version: 3, progress: 0.1 }), 5_000)
    setTimeout(() => api.change(id, { version: 6, status: 'completed' }), JOB_MS)
    const seen: number[] = []
    const waiting = client.wait(id, { ...options, onUpdate: ({ version }) => seen.push(version) })
    expect((await harness.end(waiting, HOUR_MS)).result?.status).toBe('completed')
    expect(seen).toEqual([5, 6])
    expect(harness.attempts.length).toBeLessThanOrEqual(JOB_MS / 1_000)
  })

  it('duplicate ids are requested once, and returned in every place', async () => {
    const { api, client } = harness
    const [one, two] = [api.add().id, api.add().id]
    setTimeout(() => api.change(one, { status: 'completed' }), 5_000)
    setTimeout(() => api.change(two, { status: 'error' }), JOB_MS)
    const { result } = await harness.end(client.waitMany([one, two, one, two, two], options), HOUR_MS)
    expect(result?.map(({ id, result }) => [id, result])).toEqual([
      [one, 'completed'],
      [two, 'error'],
      [one, 'completed'],
      [two, 'error'],
      [two, 'error'],
    ])
    for (const url of harness.proxy.targets()) {
      const ids = new URL(url, harness.proxy.url).searchParams.getAll('id')
      expect(ids).toEqual([...new Set(ids)])
    }
    for (const body of api.bodies as { translations?: object[] }[])
      expect(body?.translations?.length ?? 0).toBeLessThanOrEqual(2)
  })

  it('a translation that vanishes during a wait is deleted at once, and the others continue', async () => {
    const { api, client } = harness
    const [gone, other] = [api.add().id, api.add().id]
    setTimeout(() => api.remove(gone), 5_000)
    setTimeout(() => api.change(other, { status: 'completed' }), JOB_MS)
    const both = client.waitMany([gone, other], options)
    const { error, tookMs } = await harness.end(client.wait(gone, options), 10_000)
    expect(error).toMatchObject({ name: 'ApiError', code: 'deleted', status: 410, translationId: gone })
    expect(tookMs).toBeLessThanOrEqual(8_000)
    const { result = [] } = await harness.end(both, HOUR_MS)
    expect(result.map(({ result }) => result)).toEqual(['failed', 'completed'])
    expect(result[0]?.error).toMatchObject({ code: 'deleted', translationId: gone })
    expect(await harness.leftovers()).toEqual([])
  })

  it('a new translation is waited for, even if the server does not know it yet', async () => {
    const { api, client } = harness
    const { id } = await harness
      .end(client.create({ source: 'https://example.com/a.mp4', to: ['es'] }), 5_000)
      .then(({ result }) => result as { id: string })
    api.remove(id)
    setTimeout(() => api.add({ id, status: 'running', version: 2 }), 3_000)
    setTimeout(() => api.change(id, { status: 'completed' }), JOB_MS)
    const { result, tookMs } = await harness.end(client.wait(id, options), HOUR_MS)
    expect(result?.status).toBe('completed')
    expect(tookMs).toBeLessThanOrEqual(JOB_MS + 3_000)
    expect(harness.attempts.length).toBeLessThanOrEqual(30)
  })

  it('an unknown translation is reported as not found at once', async () => {
    const { error, tookMs } = await harness.end(harness.client.wait('tr_none', options), HOUR_MS)
    expect(error).toMatchObject({ name: 'ApiError', code: 'not_found', status: 404 })
    expect(tookMs).toBeLessThanOrEqual(1_000)
    expect(await harness.leftovers()).toEqual([])
  })
})

it('a 410 during polling means that the translation was deleted', async () => {
  const { api, client } = harness
  const { id } = api.add({ status: 'running' })
  harness.play([{ route: 'GET /v1/translations/*', from: 3, fault: { kind: 'answer', status: 410 } }])
  const { error } = await harness.end(client.wait(id, POLLING), HOUR_MS)
  expect(error).toMatchObject({ name: 'ApiError', code: 'deleted', status: 410, translationId: id })
  expect(harness.attempts).toHaveLength(3)
})
