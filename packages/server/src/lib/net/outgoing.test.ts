import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { checkChat } from '../doctor/chat.ts'
import { collect } from '../engines/hosted/vendor/collect.ts'
import type { TaskContext } from '../engines/engine.ts'
import { createHostedEngines } from '../engines/hosted/vendors.ts'
import { createChatTranslator } from '../engines/pipeline/translators/chat/translator.ts'
import { fetchUrl } from '../models/fetch-url.ts'
import { startTestProxy, type TestProxy } from './testing/proxy.ts'

const { signal } = new AbortController()
let proxy: TestProxy
const server = createServer((_request, response) => response.writeHead(400).end('{}'))

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy = await startTestProxy({ 'out.test': (server.address() as AddressInfo).port })
  vi.stubEnv('NO_PROXY', '')
  vi.stubEnv('http_proxy', '')
  vi.stubEnv('HTTP_PROXY', proxy.url)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await proxy[Symbol.asyncDispose]()
  server.close()
})

it.each([
  [
    'the chat endpoint',
    () =>
      createChatTranslator({ baseUrl: 'http://out.test/v1', model: 'm' }).translate(
        [{ text: 'Hello.', budget: 20 }],
        { from: 'en', to: 'es', signal, onProgress() {}, onWarning() {} },
      ),
  ],
  [
    'the doctor',
    () => checkChat({ VIDEO_TRANSLATION_CHAT_URL: 'http://out.test', VIDEO_TRANSLATION_CHAT_MODEL: 'm' }),
  ],
  [
    'a model’s home',
    async () => {
      const file = { path: 'm', bytes: 1, sha256: '', sources: [] }
      await fetchUrl({ url: 'http://out.test/m' }, file, { signal, silenceMs: 10_000 }).next()
    },
  ],
  ['a vendor', runHeygen],
])('%s uses the proxy of the environment', async (_title, go) => {
  await Promise.resolve(go()).catch(() => undefined)
  expect(proxy.asked[0]).toContain('http://out.test/')
})

async function runHeygen() {
  const engines = createHostedEngines({ HEYGEN_API_KEY: 'key', HEYGEN_URL: 'http://out.test' })
  const heygen = engines.find(({ name }) => name === 'heygen')
  const checkpoint = { value: { started: true, id: 'vt_1' }, save: async () => undefined }
  const context = { signal, checkpoint, progress() {}, log: { info() {} } } as unknown as TaskContext
  const task = { kind: 'target', id: 't', language: 'es', options: {}, prepared: { url: 'http://a.test' } }
  await heygen?.run(task as never, context).finally(() => heygen.close?.())
}

it('a vendor’s result that arrives too slowly is given up and can be downloaded again', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'vt-slow-'))
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let count = 0; count < 3; count++) controller.enqueue(new Uint8Array(1))
    },
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      controller.enqueue(new Uint8Array(1))
    },
  })
  const translation = { id: 'x', artifacts: [{ name: 'es.mp4', mediaType: 'video/mp4' }], targets: [] }
  let signs = 0
  const progress = () => void signs++
  const attempt = collect(
    translation as never,
    'es',
    { scratch, signal, progress, reserveSpace: async () => {} } as unknown as TaskContext,
    {
      client: { download: async () => ({ stream: slow }) as never },
      limits: { graceMs: 300 },
    },
  )
  await expect(attempt).rejects.toMatchObject({ code: 'result_unreachable', retryable: true })
  expect(signs).toBeGreaterThan(1)
  await rm(scratch, { recursive: true })
})
