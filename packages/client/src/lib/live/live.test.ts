import { VideoTranslationClient } from 'video-translation-client'
import { createLive, type LiveTranslations } from 'video-translation-client/live'
import { createSimulator, type Simulator } from 'video-translation-simulator'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { useVirtualTime } from '../../../test/support/virtual-time.ts'

const SOURCE = 'https://example.com/talk.mp4'

let simulator: Simulator
let client: VideoTranslationClient
let live: LiveTranslations
let requests: string[]
let intercept: (path: string) => Response | undefined

// Parts of the client that are loaded late do not wait for virtual time.
beforeAll(async () => {
  await import('../get-many.ts')
  await import('../create.ts')
  await import('../native/create.ts')
})

useVirtualTime()

beforeEach(() => {
  simulator = createSimulator({ face: 'native', scenario: '20s' })
  requests = []
  intercept = () => undefined
  client = new VideoTranslationClient('http://simulator', {
    retry: { limit: 0 },
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const path = new URL(request.url).pathname
      requests.push(`${request.method} ${path}`)
      return intercept(path) ?? (await simulator.fetch(request))
    },
  })
  live = createLive(client)
})

afterEach(async () => {
  live.close()
  client.close()
  await simulator.close()
})

const create = (to = ['es'], reference?: string) =>
  client.create({ source: SOURCE, to, ...(reference && { reference }) })
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)
const streams = () => requests.filter((request) => request.endsWith('/stream')).length

test('many translations are followed over one connection, and each listener hears of its own', async () => {
  const created = [await create(), await create(), await create()]
  const heard = created.map(() => 0)
  created.forEach(({ id }, index) => live.follow(id, () => (heard[index] = (heard[index] ?? 0) + 1)))
  await seconds(1)
  expect(live.connection.state).toBe('live')
  await seconds(25)
  expect(created.map(({ id }) => live.get(id)?.status)).toEqual(['completed', 'completed', 'completed'])
  expect(Math.min(...heard)).toBeGreaterThan(2)
  expect(streams()).toBe(1)
})

test('one that is followed later is added, and after the last one nothing is requested', async () => {
  const [one, other] = [await create(), await create()]
  const stopOne = live.follow(one.id, () => {})
  await seconds(1)
  const stopOther = live.follow(other.id, () => {})
  await seconds(1)
  expect(live.get(other.id)?.status).toBe('running')
  expect(streams()).toBe(2)
  stopOne()
  stopOther()
  await seconds(1)
  expect(live.connection.state).toBe('idle')
  const before = requests.length
  await seconds(60)
  expect(requests.length).toBe(before)
})

test('a list holds newer translations back until they are shown, and those that do not match out', async () => {
  const first = await create(['es'])
  const list = live.list({ to: 'es' })
  const stop = list.listen(() => {})
  await seconds(1)
  expect(list.state).toMatchObject({ ids: [first.id], newer: [], isLoading: false, hasMore: false })
  const second = await create(['es', 'fr'])
  await create(['fr'])
  await seconds(2)
  expect(list.state).toMatchObject({ ids: [first.id], newer: [second.id] })
  list.showNewer()
  expect(list.state).toMatchObject({ ids: [second.id, first.id], newer: [] })
  live.remove(second.id)
  expect(list.state.ids).toEqual([first.id])
  stop()
})

test('a list that is empty hears of its first translation', async () => {
  const list = live.list()
  list.listen(() => {})
  await seconds(1)
  const { id } = await create()
  await seconds(2)
  expect(list.state).toMatchObject({ ids: [], newer: [id] })
})

test('a list loads page by page', async () => {
  const ids: string[] = []
  for (let count = 0; count < 130; count++) ids.unshift((await create()).id)
  const list = live.list()
  list.listen(() => {})
  await seconds(1)
  expect(list.state).toMatchObject({ ids: ids.slice(0, 100), hasMore: true })
  await Promise.all([list.more(), list.more()])
  expect(list.state).toMatchObject({ ids, hasMore: false })
})

test('a page that fails is told, and can be loaded again', async () => {
  const { id } = await create()
  intercept = (path) => (path === '/v1/translations' ? new Response('', { status: 500 }) : undefined)
  const list = live.list()
  list.listen(() => {})
  await seconds(1)
  expect(list.state).toMatchObject({ isLoading: false, error: { status: 500 } })
  intercept = () => undefined
  await list.reload()
  expect(list.state).toMatchObject({ ids: [id], error: undefined })
})

test('a server without a stream is asked every ten seconds', async () => {
  const { id } = await create()
  intercept = (path) => (path.endsWith('/stream') ? new Response('', { status: 404 }) : undefined)
  live.follow(id, () => {})
  await seconds(1)
  expect([live.connection.state, live.get(id)?.status]).toEqual(['polling', 'running'])
  await seconds(30)
  expect(live.get(id)?.status).toBe('completed')
  expect(streams()).toBe(1)
})

test('an outage is told, and ended by itself', async () => {
  const { id } = await create()
  live.follow(id, () => {})
  await seconds(1)
  intercept = () => new Response('', { status: 503 })
  live.resume()
  await seconds(5)
  expect(live.connection.state).toBe('offline')
  intercept = () => undefined
  await seconds(30)
  expect([live.connection.state, live.get(id)?.status]).toEqual(['live', 'completed'])
})

test('a key that is not accepted ends the requests', async () => {
  const { id } = await create()
  intercept = () => new Response('', { status: 401 })
  live.follow(id, () => {})
  await seconds(60)
  expect(live.connection.state).toBe('denied')
  expect(streams()).toBe(1)
})

test('a deleted translation becomes null, and an older version changes nothing', async () => {
  const { id } = await create()
  live.follow(id, () => {})
  await seconds(5)
  const newest = live.get(id)
  if (!newest) throw new Error('It is not known.')
  live.put({ ...newest, version: newest.version - 1, status: 'pending' })
  expect(live.get(id)).toBe(newest)
  await client.delete(id)
  await seconds(1)
  expect(live.get(id)).toBeNull()
})

test('counts are by status, without the status of the filter', async () => {
  await create(['es'], 'a')
  await create(['fr'], 'b')
  const counts = await live.counts({ to: 'fr', status: ['error'] })
  expect(counts).toMatchObject({ all: 1, byStatus: { running: 1, completed: 0 } })
})

test('while it is paused nothing is requested', async () => {
  const { id } = await create()
  live.follow(id, () => {})
  live.pause()
  await seconds(30)
  expect(streams()).toBe(0)
  live.resume()
  await seconds(1)
  expect(live.get(id)?.status).toBe('completed')
})
