import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { forgetUploads, keptUploads, type KeptUpload, ownerOf } from './kept-uploads.ts'
import { UploadQueue } from './upload-queue.ts'

const rows = new Map<string, KeptUpload>()
/** The keys of the server with which uploads were begun. */
const begun: (string | null)[] = []
/** The tab that asks at the moment. */
let tab: PromiseWithResolvers<void>

beforeEach(() => {
  rows.clear()
  begun.length = 0
  vi.stubGlobal('indexedDB', { open: () => answered(DATABASE) })
  const queues = new Map<string, Promise<unknown>>()
  const request = (name: string, held: () => Promise<never>) => {
    const { promise: closed } = tab
    const turn = (queues.get(name) ?? Promise.resolve()).then(() => Promise.race([held(), closed]))
    queues.set(name, turn)
    return turn
  }
  vi.stubGlobal('navigator', { locks: { request } })
})

afterEach(() => void vi.unstubAllGlobals())

const DATABASE = {
  close: () => {},
  transaction: () => ({ objectStore: () => STORE }),
}
const STORE = {
  getAll: () => answered([...rows.values()]),
  put: (row: KeptUpload) => answered(rows.set(row.key, row)),
  delete: (key: string) => answered(rows.delete(key)),
}

function answered(result: unknown) {
  const addEventListener = (name: string, listener: () => void) => {
    if (name === 'success') queueMicrotask(listener)
  }
  return { result, addEventListener }
}

/** Opens the page in another tab. No upload ever ends. */
function open(apiKey: string) {
  tab = Promise.withResolvers<void>()
  const fetch: typeof globalThis.fetch = async (_, init) => {
    begun.push(new Headers(init?.headers).get('authorization'))
    return await new Promise<never>(() => {})
  }
  const client = new VideoTranslationClient('http://127.0.0.1:9', { apiKey, fetch })
  return { queue: new UploadQueue(client, keptUploads(ownerOf(apiKey))), close: tab.resolve }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 20))
const names = ({ queue }: ReturnType<typeof open>) => queue.uploads.map(({ name }) => name)

test('an upload belongs to one person and to one tab, and leaves the browser at sign-out', async () => {
  const ann = open('key-of-ann')
  ann.queue.add([new File(['secret'], 'talk.mp4')])
  await vi.waitFor(() => expect([begun, rows.size]).toEqual([['Bearer key-of-ann'], 1]), 60_000)
  const [bob, annAgain] = [open('key-of-bob'), open('key-of-ann')]
  await settle()
  expect([names(bob), names(annAgain), begun.length]).toEqual([[], [], 1])
  ann.close()
  await vi.waitFor(() => expect([names(annAgain), begun.length]).toEqual([['talk.mp4'], 2]), 60_000)
  expect([names(bob), JSON.stringify([...rows]).includes('key-of')]).toEqual([[], false])
  await forgetUploads(ownerOf('key-of-bob'))
  expect(rows.size).toBe(1)
  await forgetUploads(ownerOf('key-of-ann'))
  expect(rows.size).toBe(0)
})

test('a browser without room for a file keeps nothing, and no connection to its database', async () => {
  vi.spyOn(STORE, 'put').mockImplementation(() => {
    throw new Error('quota')
  })
  const close = vi.spyOn(DATABASE, 'close')
  const upload = { key: 'a', name: 'talk.mp4', bytes: 1, lastModified: 0, isComplete: false }
  await keptUploads(ownerOf('key-of-ann')).keep(upload)
  expect(close).toHaveBeenCalledTimes(1)
  vi.restoreAllMocks()
})

test('without the connection to load it, what uploads says so, and what is taken out expires', async () => {
  tab = Promise.withResolvers<void>()
  const owner = await ownerOf('key-of-ann')
  rows.set('a', {
    key: 'a',
    owner: owner ?? '',
    name: 'old.mp4',
    bytes: 1,
    lastModified: 0,
    isComplete: true,
    uploadId: 'up_1',
  })
  const client = new VideoTranslationClient('http://127.0.0.1:9', { apiKey: 'key-of-ann' })
  const load = vi.fn(async () => await Promise.reject(new Error('not loaded')))
  const queue = new UploadQueue(client, keptUploads(ownerOf('key-of-ann')), load)
  await vi.waitFor(() => expect(queue.uploads).toHaveLength(1), 60_000)
  queue.remove('a')
  queue.add([new File(['secret'], 'talk.mp4')])
  await vi.waitFor(
    () => expect(queue.uploads).toMatchObject([{ state: 'failed', why: 'not loaded' }]),
    60_000,
  )
  expect(load).toHaveBeenCalledTimes(2)
})
