import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createSandbox } from './cli.ts'

interface Export {
  /** What a request to `/v1/metrics` has in place of spans. */
  resourceMetrics?: { scopeMetrics: { metrics: { name: string }[] }[] }[]
  resourceSpans?: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] }
    scopeSpans: { spans: { name: string; traceId: string }[] }[]
  }[]
}

/** A collector of OpenTelemetry on loopback. */
async function startCollector() {
  const exports: Export[] = []
  const server = createServer(async (request, response) => {
    exports.push((await json(request)) as Export)
    response.setHeader('content-type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { exports, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('the variables of OpenTelemetry make a command export its traces and metrics', async () => {
  const { exports, url } = await startCollector()
  await using sandbox = createSandbox({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_SERVICE_NAME: 'dubbing',
  })
  const options = ['--engine', 'simulated', '--option', 'durationMs=500', '--from', 'en', '--to', 'es']
  const { code, stderr } = await sandbox.run('translate', sandbox.video, ...options)
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('warning')])
  const all = exports.flatMap(({ resourceSpans = [] }) => resourceSpans)
  expect(JSON.stringify(all[0]?.resource)).toContain(
    '{"key":"service.name","value":{"stringValue":"dubbing"}}',
  )
  const spans = all.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
  const traceOf = (name: string) => spans.find((span) => span.name === name)?.traceId
  expect(traceOf('video_translation.create')).toMatch(/^[0-9a-f]{32}$/)
  expect(traceOf('task target')).toBe(traceOf('video_translation.create'))
  const metrics = exports.flatMap(({ resourceMetrics = [] }) =>
    resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)),
  )
  // The interval of exports is a minute, so these came when the command ended.
  const names = metrics.map(({ name }) => name)
  expect(names).toContain('video_translation_translations_created_total')
  expect(names).toContain('video_translation_http_request_duration_seconds_count')
})
