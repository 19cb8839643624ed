import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type AuditPage, VideoTranslationClient } from 'video-translation-client'
import { cancelAll, deleteAll, retryAll, stats, watchAll } from 'video-translation-client/operate'
import { createSimulatedEngine } from '../../engines/simulated/engine.ts'
import { createServer, type VideoTranslationServer } from '../../server.ts'
import { create, type Fetch, inProcess, postJson, untilFinal } from '../../../../test/support/test-server.ts'

let server: VideoTranslationServer
let dataDir: string
let ask: Fetch
let ann: VideoTranslationClient
let bob: VideoTranslationClient

beforeAll(async () => {
  // No day ends between a result and the figures of its day.
  vi.setSystemTime('2026-03-10T12:00:00Z')
  dataDir = await mkdtemp(join(tmpdir(), 'bulk-'))
  const keys = ['ann', 'bob'].map((name) => ({ name, key: `${name}-0123456789abcdef` }))
  server = await createServer({
    dataDir,
    engines: [createSimulatedEngine({ scenario: { durationMs: 20 } })],
    logLevel: 'silent',
    apiKeys: [...keys, { name: 'root', key: 'root-0123456789abcdef', scope: 'admin' }],
  })
  ask = inProcess(server, { authorization: 'Bearer ann-0123456789abcdef' })
  const clients = keys.map(
    ({ key }) => new VideoTranslationClient(server.url, { fetch: server.fetch, apiKey: key }),
  )
  ;[ann, bob] = clients as [VideoTranslationClient, VideoTranslationClient]
})
afterAll(async () => {
  // All later files of this process need the real time, whatever happens here.
  vi.useRealTimers()
  ann.close()
  bob.close()
  await server.close({ graceMs: 0 })
  await rm(dataDir, { recursive: true, maxRetries: 5 })
})

async function made(reference: string, options: object = {}, to = ['es']): Promise<string> {
  const source = { url: 'https://example.com/a.mp4' }
  return (await create(ask, { source, from: 'en', to, reference, options })).id
}

const FOREVER = { durationMs: '1h' }

it('all that match are canceled, and repeating it changes nothing more', async () => {
  const ids = await Promise.all([made('c', FOREVER), made('c', FOREVER), made('other', FOREVER)])
  expect(await cancelAll(bob, { filter: { reference: 'c' } })).toMatchObject({ changed: 0 })
  expect(await cancelAll(ann, { filter: { reference: 'c' } })).toEqual({
    changed: 2,
    unchanged: 0,
    failed: [],
  })
  await Promise.all(ids.slice(0, 2).map((id) => untilFinal(ask, id)))
  expect(await cancelAll(ann, { filter: { reference: 'c' } })).toEqual({
    changed: 0,
    unchanged: 0,
    failed: [],
  })
  expect(await ann.get(ids[2])).toMatchObject({ status: expect.stringMatching(/pending|running/) })
  expect(await cancelAll(ann, { ids })).toEqual({ changed: 1, unchanged: 2, failed: [] })
})

it('the audit has a line for each that was changed, and none when nothing was', async () => {
  const ids = await Promise.all([made('audit', FOREVER), made('audit', FOREVER)])
  await cancelAll(ann, { filter: { reference: 'audit' } })
  await deleteAll(ann, { filter: { reference: 'no such' } })
  const admin = inProcess(server, { authorization: 'Bearer root-0123456789abcdef' })
  const { items } = (await (await admin('/v1/audit')).json()) as AuditPage
  const canceled = items.filter(({ action }) => action === 'cancelTranslations')
  expect(canceled.map(({ subject }) => subject)).toEqual(expect.arrayContaining(ids))
  expect(canceled.every(({ subject }) => subject !== undefined)).toBe(true)
  expect(items.filter(({ action }) => action === 'deleteTranslations')).toEqual([])
})

it('a selection without a member is refused before it is sent', async () => {
  for (const filter of [{}, { status: [] }, { text: '' }, { reference: undefined }]) {
    const deleting = deleteAll(ann, { filter } as Parameters<typeof deleteAll>[1])
    await expect(deleting).rejects.toMatchObject({ code: 'invalid_argument' })
  }
})

it('all that failed are tried again, and those that did not stay as they are', async () => {
  const ids = await Promise.all([made('r', { outcome: 'error' }), made('r')])
  await Promise.all(ids.map((id) => untilFinal(ask, id)))
  expect(await retryAll(ann, { filter: { reference: 'r' } })).toEqual({
    changed: 1,
    unchanged: 0,
    failed: [],
  })
  const [failed, fine] = await Promise.all(ids.map((id) => untilFinal(ask, id)))
  expect([failed?.revision, fine?.revision]).toEqual([2, 1])
})

it('all that match are deleted, of many pages too', async () => {
  const ids = await Promise.all(Array.from({ length: 3 }, () => made('d')))
  await Promise.all(ids.map((id) => untilFinal(ask, id)))
  expect(await deleteAll(ann, { ids: [...ids, 'tr_unknown'] })).toEqual({
    changed: 3,
    unchanged: 0,
    failed: [],
  })
  expect((await ask(`/v1/translations/${ids[0]}`)).status).toBe(404)
})

const NO_MEMBERS = [
  {},
  { status: [] },
  ...['text', 'engine', 'reference', 'to'].map((name) => ({ [name]: '' })),
  { text: null },
  { unknown: 'x' },
]
const SELECTIONS: object[] = [
  {},
  { ids: [] },
  { ids: ['a'], filter: { engine: 'e' } },
  ...NO_MEMBERS.map((filter) => ({ filter })),
]

it.each(SELECTIONS)('%j selects nothing, so nothing is deleted', async (body) => {
  const kept = await made('kept', FOREVER)
  const response = await ask('/v1/translations/delete', postJson(body))
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_request' }])
  expect(await ann.get(kept)).toBeDefined()
})

it('stats count the results of the own key by day, engine and language', async () => {
  const before = await stats(ann, { days: 2, to: 'gl' })
  await untilFinal(ask, await made('s', {}, ['gl', 'es']))
  await untilFinal(ask, await made('s', { outcome: 'error' }, ['gl']))
  const after = await stats(ann, { days: 2, to: 'gl' })
  expect(after.byDay).toHaveLength(2)
  expect(after.byDay[1]).toMatchObject({ completed: 1, error: 1, canceled: 0 })
  expect(after.byLanguage).toMatchObject([{ language: 'gl', completed: 1, error: 1 }])
  expect(after.counts.all).toBe(before.counts.all + 2)
  expect(after.server).toBeUndefined()
  expect(await stats(bob)).toMatchObject({ counts: { all: 0 }, byLanguage: [], failingWebhooks: [] })
})

it('a watch of a filter sees what is created later, to its end', async () => {
  const seen: string[] = []
  const watching = (async () => {
    for await (const { reference, status } of watchAll(ann, { reference: 'w' })) {
      seen.push(`${reference} ${status}`)
      if (status === 'completed') return
    }
  })()
  await made('other')
  await made('w')
  await watching
  expect(seen.at(-1)).toBe('w completed')
  expect(seen.every((one) => one.startsWith('w '))).toBe(true)
  const aborted = watchAll(ann, {}, { signal: AbortSignal.abort(new Error('enough')) })
  await expect(aborted.next()).rejects.toThrow('enough')
})
