import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { TranslationFilter } from 'video-translation-client'
import { temporaryFolder } from '../../../../test/support/test-server.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { createChanges } from './changes.ts'
import { createSharedReads } from './shared-reads.ts'
import { changeFeed, type FeedEvent } from './change-feed.ts'

async function setUp() {
  const store = await openSqliteStore({ path: join(await temporaryFolder(), 'db') })
  onTestFinished(() => store.close())
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const watch = (ids: string[], filter?: TranslationFilter) =>
    oneByOne(
      changeFeed(
        { store, changes: createChanges(store), reads: createSharedReads(store) },
        {
          owner: '',
          seen: new Map(ids.map((id) => [id, 0])),
          ...(filter && { filter }),
          signal: stop.signal,
          rereadMs: 60_000,
        },
      ),
    )
  return { store, stop, watch }
}

async function createOne(store: Store): Promise<string> {
  const source = { url: 'https://example.com/a.mp4' }
  const created = await store.create({
    owner: '',
    engine: 'e',
    source,
    to: ['es'],
    options: {},
    maxAttempts: 1,
  })
  if (typeof created === 'string') throw new Error(created)
  return created.translation.id
}

async function next(told: AsyncGenerator<FeedEvent>): Promise<FeedEvent> {
  const { value, done } = await told.next()
  if (done) throw new Error('It ended.')
  return value
}

async function* oneByOne(portions: AsyncGenerator<FeedEvent[]>): AsyncGenerator<FeedEvent> {
  for await (const portion of portions) yield* portion
}

it('follows only translations created after an id, in the snapshot and later', async () => {
  const { store, watch } = await setUp()
  const [old, second] = [await createOne(store), await createOne(store)]
  const told = watch([], { after: old })
  expect(await next(told)).toMatchObject({ record: { id: second } })
  await store.cancel(old)
  const third = await createOne(store)
  expect(await next(told)).toMatchObject({ record: { id: third } })
})

it('gives a slow reader the latest state, once, however often it changed meanwhile', async () => {
  const { store, watch } = await setUp()
  const id = await createOne(store)
  const told = watch([id])
  expect(await next(told)).toMatchObject({ record: { id, version: 1 } })
  const claimed = await store.claim('w', ['e'], 60_000)
  if (!claimed) throw new Error('nothing to claim')
  for (let step = 1; step <= 50; step++) await store.advance(claimed.lease, { progress: step / 100 })
  await store.cancel(id)
  await store.settleCanceled(claimed.lease)
  const { version } = (await store.get(id)) ?? {}
  expect(await next(told)).toMatchObject({ record: { id, version, status: 'canceled' } })
  const other = told.next()
  await store.remove(id)
  expect((await other).value).toEqual({ event: 'removed', id })
})

it('misses no change that comes between reading and waiting', async () => {
  const { store, watch } = await setUp()
  const ids = await Promise.all(Array.from({ length: 250 }, () => createOne(store)))
  const told = watch(ids)
  const seen = new Map<string, string>()
  for (const id of ids) void store.cancel(id)
  while ([...seen.values()].filter((status) => status === 'canceled').length < ids.length) {
    const one = await next(told)
    if (one.event === 'translation') seen.set(one.record.id, one.record.status)
  }
})

it('ends without an error when it is told to', async () => {
  const { store, stop, watch } = await setUp()
  const told = watch([await createOne(store)])
  await told.next()
  const end = told.next()
  stop.abort()
  expect(await end).toEqual({ done: true, value: undefined })
})

it('reads a row once, however many wait for it', async () => {
  const { store } = await setUp()
  const id = await createOne(store)
  let reads = 0
  const counted = { getMany: (ids: string[]) => (reads++, store.getMany(ids)) }
  const shared = createSharedReads(counted)
  const answers = await Promise.all(Array.from({ length: 1000 }, () => shared.getMany([id], '')))
  expect(reads).toBe(1)
  expect(answers.every(([record]) => record?.id === id)).toBe(true)
  expect(await shared.getMany([id], 'somebody else')).toEqual([])
})
