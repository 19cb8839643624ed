import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fastify } from 'fastify'
import { VideoTranslationClient } from 'video-translation-client'
import { standardWebhooks } from 'video-translation-client/webhooks'
import { createServer, createSimulatedEngine, type VideoTranslationServer } from 'video-translation-server'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { translateFile } from './browser.ts'
import { receiveWebhook, sendVideo } from './express.ts'
import { forward } from './forward.ts'
import { handle, type Message } from './queue.ts'

const KEY = 'a key of the app'
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const FILE = new File(['not a video, but the simulated engine accepts it'], 'talk.mp4')

let folder: string
let server: VideoTranslationServer
let client: VideoTranslationClient

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipes-'))
  server = await createServer({
    dataDir: folder,
    logLevel: 'silent',
    port: 0,
    apiKeys: [{ name: 'app', key: KEY.replaceAll(' ', '-') }],
    engines: [createSimulatedEngine({ scenario: { durationMs: 100 } })],
  })
  const url = await server.listen()
  client = new VideoTranslationClient(url, { apiKey: KEY.replaceAll(' ', '-') })
})

afterAll(async () => {
  client.close()
  await server.close()
  await rm(folder, { recursive: true })
})

test('docs/recipes.md shows the programs as they are', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/recipes.md'), 'utf8')
  const shown = [...page.matchAll(/\]\(\.\.\/examples\/recipes\/([\w-]+\.ts)\)[^`]*?```ts\n(.*?)```/gs)]
  expect(shown.map(([, name]) => name).toSorted()).toEqual([
    'browser.ts',
    'express.ts',
    'forward.ts',
    'nextjs.ts',
    'queue.ts',
  ])
  for (const [, name = '', code] of shown)
    expect(code).toBe(await readFile(join(import.meta.dirname, name), 'utf8'))
})

test('Next.js: a form starts a translation, and a webhook reports its end', async () => {
  vi.stubEnv('VIDEO_TRANSLATION_URL', server.url)
  vi.stubEnv('VIDEO_TRANSLATION_API_KEY', KEY.replaceAll(' ', '-'))
  vi.stubEnv('VIDEO_TRANSLATION_WEBHOOK_SECRET', SECRET)
  onTestFinished(() => void vi.unstubAllEnvs())
  const routes = await import('./nextjs.ts')
  const form = new FormData()
  form.set('to', 'es')
  const post = () => routes.createFromForm(new Request('http://app/', { method: 'POST', body: form }))
  expect((await post()).status).toBe(400)
  form.set('video', FILE)
  const { id } = (await (await post()).json()) as { id: string }
  await client.wait(id)
  expect(await (await routes.getStatus(id)).json()).toMatchObject({ status: 'completed' })
  const body = JSON.stringify({
    type: 'translation.completed',
    timestamp: '',
    data: { id, reference: 'order 7' },
  })
  const headers = await standardWebhooks(SECRET).sign(body)
  const ends: unknown[] = []
  const hook = (with_: HeadersInit) =>
    routes.receiveWebhook(
      new Request('http://app/', { method: 'POST', body, headers: with_ }),
      async (...end) => {
        ends.push(end)
      },
    )
  expect((await hook({})).status).toBe(400)
  expect((await hook(headers)).status).toBe(204)
  expect(ends).toEqual([[id, 'order 7']])
})

/** The part of Express that the page uses, which has no types of its own. */
interface ExpressApp {
  get(path: string, handle: ExpressHandler): void
  post(path: string, handle: ExpressHandler): void
  listen(port: number, host: string): Server
}

type ExpressHandler = (
  request: IncomingMessage & { params: { id: string } },
  response: ServerResponse,
) => Promise<void>

const hooks = standardWebhooks(SECRET)

test('Express: a result is sent on, and a webhook is received', async () => {
  const { default: express } = (await import('express' as string)) as { default(): ExpressApp }
  const { id } = await client.translate({ source: FILE, to: ['es'] })
  const app = express()
  app.post('/hooks/video', (request, response) => receiveWebhook(hooks, client, request, response))
  app.get('/videos/:id/file', (request, response) => sendVideo(client, request.params.id, 'es.mp4', response))
  const listening = app.listen(0, '127.0.0.1')
  onTestFinished(() => void listening.close())
  await once(listening, 'listening')
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  const sent = await fetch(`${url}/videos/${id}/file`)
  const kept = await client.download(id, 'es.mp4')
  expect(sent.headers.get('content-type')).toBe('video/mp4')
  expect((await sent.bytes()).length).toBe(kept.bytes)
  await kept.stream.cancel()
  expect((await fetch(`${url}/videos/tr_none/file`)).status).toBe(404)
  await expectWebhook(`${url}/hooks/video`, id)
})

test('Express: the download ends when the receiver leaves', async () => {
  let isEnded = false
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      await nextTurn()
      controller.enqueue(new Uint8Array(65_536))
    },
    cancel: () => void (isEnded = true),
  })
  const endless = { download: async () => ({ mediaType: 'video/mp4', stream }) }
  const app = createHttpServer((_request, response) => {
    sendVideo(endless as unknown as VideoTranslationClient, 'tr_1', 'es.mp4', response).catch(() => undefined)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void app.close())
  await once(app, 'listening')
  const leaving = new AbortController()
  await fetch(`http://127.0.0.1:${(app.address() as AddressInfo).port}/`, leaving)
  leaving.abort()
  await expect.poll(() => isEnded).toBe(true)
})

test('Fastify: a webhook is received', async () => {
  const { id } = await client.create({ source: FILE, to: ['es'] })
  const app = fastify()
  onTestFinished(() => app.close())
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  app.post<{ Body: Buffer }>('/hooks/video', async ({ headers, body }, reply) => {
    const event = await hooks.receive({ headers, body }).catch((error: Error) => error)
    if (event instanceof Error) return reply.code(400).send(event.message)
    if (event.id) client.notify(event)
    return reply.code(204).send()
  })
  await expectWebhook(`${await app.listen({ host: '127.0.0.1', port: 0 })}/hooks/video`, id)
})

/** Sends a webhook as a server does, and one whose bytes were changed on the way. */
async function expectWebhook(url: string, id: string): Promise<void> {
  const body = JSON.stringify({ type: 'translation.completed', timestamp: '', data: { id } })
  const headers = { ...(await hooks.sign(body)), 'content-type': 'application/json' }
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(204)
  expect((await fetch(url, { method: 'POST', headers, body: `${body} ` })).status).toBe(400)
}

test('Browser: a page uploads and waits through the server of the app, without a key', async () => {
  const backend = { url: server.url, apiKey: KEY.replaceAll(' ', '-') }
  const page = new VideoTranslationClient('http://app/api/video/', {
    fetch: async (input, init) => {
      const request = new Request(input, init)
      return await forward(request, new URL(request.url).pathname.replace('/api/video/', ''), backend)
    },
  })
  onTestFinished(() => page.close())
  const shown: string[] = []
  await translateFile(FILE, (text) => shown.push(text), page)
  expect(shown).toContain('uploaded 100 %')
  expect(shown.at(-1)).toMatch(/completed|100 %/)
})

test('Queue: a message that takes long goes back with a token, and none starts twice', async () => {
  const sent: Message[] = []
  const queue = { send: async (message: Message) => void sent.push(message) }
  const message = { job: 'job-1', source: 'https://example.com/talk.mp4' }
  await handle(client, queue, message, 1)
  expect(sent).toMatchObject([{ job: 'job-1', token: { v: 1 } }])
  const done = await handle(client, queue, sent[0]!)
  expect(done).toMatchObject({ status: 'completed', reference: 'job-1' })
  expect((await handle(client, queue, message))?.id).toBe(done?.id)
})
