import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Log } from '../engines/engine.ts'
import { createDirectoryStore } from '../files/directory-store.ts'
import type { FileStore } from '../files/file-store.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { TranslationRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { type Retention, startRetention } from './retention.ts'

let folder: string
let store: Store
let files: FileStore
let removedUploads: string[]
let retention: Retention
let now: number

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retention-'))
  now = 1_000
  const clock = () => now
  store = await openSqliteStore({ path: join(folder, 'store.db'), clock })
  files = createDirectoryStore(join(folder, 'files'))
  removedUploads = []
  const removeUpload = async (id: string) => void removedUploads.push(id)
  retention = startRetention({ store, files, removeUpload, log: SILENT, clock, intervalMs: 20 })
})

afterEach(async () => {
  await retention.stop()
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

/** An ended translation with one file. */
async function ended(upload: string, expiresAt?: number): Promise<string> {
  const source = { upload, name: 'a.mp4', bytes: 1 }
  const request = { owner: '', engine: 'e', source, to: ['es'], options: {}, maxAttempts: 1, expiresAt }
  const made = await store.create(request)
  if (typeof made === 'string') throw new Error(made)
  const { id } = made.translation
  await store.cancel(id)
  await writeFile(join(folder, 'file'), 'x')
  await files.put(`translations/${id}/t/a1/es.mp4`, join(folder, 'file'))
  return id
}

it('a translation past its retention is deleted with its files and its upload', async () => {
  const old = await ended('up-old', 2_000)
  const young = await ended('up-young', 3_000)
  const kept = await ended('up-kept')
  now = 2_000
  await vi.waitFor(async () => expect(await store.get(old)).toBeUndefined(), 60_000)
  await vi.waitFor(() => expect(removedUploads).toEqual(['up-old']), 60_000)
  expect(await files.size(`translations/${old}/t/a1/es.mp4`)).toBeUndefined()
  expect(await store.getMany([young, kept])).toHaveLength(2)
  expect(await files.size(`translations/${young}/t/a1/es.mp4`)).toBe(1)
})

it('an upload stays as long as one translation needs it', async () => {
  await ended('up', 2_000)
  const second = await ended('up', 9_000)
  now = 2_000
  await retention.sweep()
  expect(removedUploads).toEqual([])
  now = 9_000
  await retention.sweep()
  expect([await store.get(second), removedUploads]).toEqual([undefined, ['up']])
})

it('previews of an hour ago go with their files, and a broken file keeps only its own', async () => {
  await retention.stop()
  const translationId = await ended('up')
  const common = { kind: 'preview', translationId, owner: '', engine: 'e', needs: '', request: {} } as const
  const key = (id: string) => `translations/${translationId}/side/${id}/a1/preview.wav`
  const ids = Array.from({ length: 60 }, (_, at) => `pv_${100 + at}`)
  for (const id of ids) await store.sideTasks.add({ ...common, id }, Infinity)
  for (const id of ['pv_100', 'pv_101']) {
    await writeFile(join(folder, 'file'), 'x')
    await files.put(key(id), join(folder, 'file'))
  }
  now += 3600_001
  const broken: FileStore = {
    ...files,
    removeAll: (prefix) =>
      prefix.includes('pv_100') ? Promise.reject(new Error('hiccup')) : files.removeAll(prefix),
  }
  const clock = () => now
  retention = startRetention({ store, files: broken, log: SILENT, clock })
  await retention.sweep()
  expect(await store.sideTasks.previewsBefore(now, 100)).toEqual(['pv_100'])
  expect([await files.size(key('pv_100')), await files.size(key('pv_101'))]).toEqual([1, undefined])
  await retention.stop()
  retention = startRetention({ store, files, log: SILENT, clock })
  await retention.sweep()
  expect(await store.sideTasks.previewsBefore(now, 100)).toEqual([])
  expect(await files.size(key('pv_100'))).toBeUndefined()
})

it('a copy that no worker makes ends after its files are gone, and a broken file keeps only its own', async () => {
  await retention.stop()
  const { sideTasks } = store
  const translationId = await ended('up')
  const common = { kind: 'proxy', translationId, owner: '', engine: 'e', needs: '', request: {} } as const
  const ids = ['px_1', 'px_2']
  const key = (id: string) => `translations/${translationId}/side/${id}/a1/source.720p.mp4`
  for (const id of ids) {
    await sideTasks.add({ ...common, id }, Infinity)
    const [task] = await sideTasks.waiting('proxy', [{ engine: 'e', needs: '' }])
    if (task) await sideTasks.claim(task, 'w', 1_000)
    await writeFile(join(folder, 'file'), 'x')
    await files.put(key(id), join(folder, 'file'))
  }
  const left = async () =>
    await Promise.all(ids.map(async (id) => [(await sideTasks.find(id))?.status, await files.size(key(id))]))
  const nextWeek: Store = { ...store, steady: () => store.steady() + 7 * 24 * 3600_000 }
  const broken: FileStore = {
    ...files,
    removeAll: (prefix) =>
      prefix.includes('px_1') ? Promise.reject(new Error('hiccup')) : files.removeAll(prefix),
  }
  retention = startRetention({ store: nextWeek, files: broken, log: SILENT })
  await retention.sweep()
  expect(await left()).toEqual([
    ['running', 1],
    ['error', undefined],
  ])
  await retention.stop()
  retention = startRetention({ store: nextWeek, files, log: SILENT })
  await retention.sweep()
  expect(await left()).toEqual([
    ['error', undefined],
    ['error', undefined],
  ])
})

it('a translation that cannot be deleted does not stop the others', async () => {
  await retention.stop()
  const [first, second] = [await ended('a', 1), await ended('b', 2)]
  const broken: FileStore = {
    ...files,
    async removeAll(prefix) {
      if (prefix.includes(first)) throw new Error('The disk says no.')
      await files.removeAll(prefix)
    },
  }
  const other = startRetention({ store, files: broken, log: SILENT, clock: () => now })
  expect(await other.sweep()).toBe(1)
  expect((await store.getMany([first, second])).map(({ id }) => id)).toEqual([first])
  await other.stop()
})

it('more translations that cannot be deleted than a batch has do not stop the others', async () => {
  await retention.stop()
  const ids = Array.from({ length: 60 }, (_, at) => `tr_${at}`)
  const record = (id: string) => ({ id, status: 'canceled', expiresAt: 1, source: {} }) as TranslationRecord
  const left = new Set(ids)
  const stuck: Store = {
    ...store,
    expired: async (_now, limit, skip = 0) => [...left].slice(skip, skip + limit),
    get: async (id) => record(id),
    async remove(id) {
      if (Number(id.slice(3)) < 55) throw new Error('The database says no.')
      return left.delete(id)
    },
  }
  const other = startRetention({ store: stuck, files, log: SILENT, clock: () => now })
  expect(await other.sweep()).toBe(5)
  await other.stop()
})

it('a translation that goes on since it was listed stays', async () => {
  await retention.stop()
  const id = await ended('up', 1)
  const get: Store['get'] = async (one) => {
    const record = await store.get(one)
    return record && { ...record, expiresAt: now + 1 }
  }
  const other = startRetention({ store: { ...store, get }, files, log: SILENT, clock: () => now })
  expect(await other.sweep()).toBe(0)
  expect(await files.size(`translations/${id}/t/a1/es.mp4`)).toBe(1)
  await other.stop()
})

it('stopping ends the sweeps', async () => {
  await retention.stop()
  const id = await ended('up', 1)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(await store.get(id)).toBeDefined()
})
