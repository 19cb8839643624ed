import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { startReceiver } from './support/receiver.ts'
import { startServer, temporaryFolder } from './support/test-server.ts'

const exporter = new InMemorySpanExporter()

beforeAll(() => {
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  )
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => {
  trace.disable()
  context.disable()
})

function spans(): ReadableSpan[] {
  return exporter.getFinishedSpans()
}

/** The names of the spans from the first one of the trace to this one. */
function pathOf(span: ReadableSpan): string {
  const parent = spans().find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId)
  return parent ? `${pathOf(parent)} > ${span.name}` : span.name
}

it('a translation is one trace, from the create of the client to the webhook, over two nodes', async () => {
  const receiver = await startReceiver()
  const dataDir = await temporaryFolder()
  const webhooks = { allowPrivate: true }
  const api = await startServer({ dataDir, webhooks, worker: { enabled: false } })
  const client = new VideoTranslationClient(api.url, { fetch: api.fetch })
  const { id } = await client.create({
    source: 'https://example.com/talk.mp4',
    from: 'en',
    to: ['es'],
    webhook: { url: receiver.url, events: ['translation.completed'] },
  })
  await client.get(id)
  await api.close()
  const worker = await startServer({ dataDir, webhooks })
  await new VideoTranslationClient(worker.url, { fetch: worker.fetch }).wait(id)
  await receiver.count(1)
  const [request] = receiver.deliveries
  await worker.close()

  const [create] = spans().filter(({ name }) => name === 'video_translation.create')
  const { traceId } = create?.spanContext() ?? {}
  const paths = spans()
    .filter((span) => span.spanContext().traceId === traceId)
    .map(pathOf)
  const start = 'video_translation.create > POST /v1/translations'
  expect(paths).toEqual(
    expect.arrayContaining([
      'video_translation.create',
      start,
      `${start} > store.create`,
      `${start} > task source`,
      `${start} > task target`,
      `${start} > webhook`,
    ]),
  )
  expect(paths.join('\n')).toContain(`${start} > task target > stage `)
  expect(request?.headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
  const others = spans().filter(({ name }) => name === 'GET /v1/translations/:id')
  expect(others.length).toBeGreaterThan(0)
  expect(others.map((span) => span.spanContext().traceId)).not.toContain(traceId)
  const target = spans().find(({ name }) => name === 'task target')
  expect(target?.attributes).toMatchObject({
    'translation.id': id,
    'task.language': 'es',
    'task.outcome': 'completed',
  })
})
