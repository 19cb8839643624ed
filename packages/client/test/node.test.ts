import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { createFakeApi, type FakeApi } from './support/fake-api.ts'
import { quietPort } from './support/quiet-port.ts'
import { serve } from './support/serve.ts'

const bytes = Uint8Array.from({ length: 2_000_000 }, (_, at) => (at * 7) % 251)

let api: FakeApi
let server: Awaited<ReturnType<typeof serve>>
let client: VideoTranslationClient

beforeEach(async () => {
  api = createFakeApi()
  server = await serve(api.fetch, await quietPort())
  client = new VideoTranslationClient(server.url, { retry: { minDelayMs: 1, maxDelayMs: 2 } })
})

afterEach(() => {
  client.close()
  server.close()
})

test('an upload survives a broken connection', async () => {
  api.uploads.breakAfter = 500_000
  const created = await client.create({ source: new File([bytes], 'talk.mp4'), to: ['es'] })
  const [upload] = api.uploads.received.values()
  expect(created.status).toBe('pending')
  expect(Buffer.compare(upload?.bytes ?? new Uint8Array(), bytes)).toBe(0)
})

test('a download survives broken connections', async () => {
  api.artifacts.files.set('es.mp4', bytes)
  api.artifacts.breakAfter = [1_000_000, 500_000]
  const { id } = api.add({ status: 'completed', artifacts: [{ name: 'es.mp4', mediaType: 'video/mp4' }] })
  const { stream } = await client.download(id, 'es.mp4')
  expect(Buffer.compare(new Uint8Array(await new Response(stream).arrayBuffer()), bytes)).toBe(0)
})

test('a thousand waits share one connection, and an abort closes it', async () => {
  const ids = Array.from({ length: 1_000 }, () => api.add().id)
  const controller = new AbortController()
  const waiting = client.waitMany(ids, { signal: controller.signal })
  await until(() => api.openStreams() === 1)
  for (const id of ids.slice(1)) api.change(id, { status: 'completed' })
  await sleep(100)
  expect(api.openStreams()).toBe(1)
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await until(() => api.openStreams() === 0)
  expect(api.requests).toHaveLength(1)
})

test.each(['held', 'polling'] as const)(
  'a wait with the transport %s ends soon after the translation',
  async (transport) => {
    const { id } = api.add()
    const updates: string[] = []
    const onUpdate = ({ status }: { status: string }): void => void updates.push(status)
    const waiting = client.wait(id, { transport, minDelayMs: 20, onUpdate })
    await until(() => updates.length === 1)
    api.change(id, { status: 'running' })
    await until(() => updates.length === 2)
    api.change(id, { status: 'completed' })
    expect((await waiting).status).toBe('completed')
    expect(updates).toEqual(['pending', 'running', 'completed'])
  },
)

test('a wait survives a restart of the server', async () => {
  const { id } = api.add()
  const waiting = client.wait(id)
  await until(() => api.openStreams() === 1)
  const { port } = new URL(server.url)
  server.close()
  api.change(id, { status: 'completed' })
  await sleep(300)
  server = await serve(api.fetch, Number(port))
  expect((await waiting).status).toBe('completed')
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5)
}
