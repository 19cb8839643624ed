import { setTimeout as sleep } from 'node:timers/promises'
import { clean } from './output/format.ts'

/** Any of these variables of OpenTelemetry asks for traces. */
const TRACES = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_TRACES_EXPORTER']

/** Any of these asks for metrics. */
const METRICS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_METRICS_EXPORTER',
]

/** A collector that does not answer must not keep a command from ending for longer. */
const FLUSH_MS = 3_000

/**
 * Starts the SDK of OpenTelemetry if its variables ask for traces or metrics; it reads all other
 * variables itself. Resolves with what sends the last of them.
 */
export async function startTracing(): Promise<() => Promise<void>> {
  const { env } = process
  const reason = [...TRACES, ...METRICS].find((name) => env[name])
  if (reason === undefined || env['OTEL_SDK_DISABLED'] === 'true') return async () => undefined
  const loaded = await import('@opentelemetry/sdk-node').catch(() => undefined)
  if (loaded === undefined) return await explainMissing(reason)
  env['OTEL_SERVICE_NAME'] ||= 'video-translation'
  // Without a variable that asks for them, the SDK would send them to its default address.
  if (!TRACES.some((name) => env[name])) env['OTEL_TRACES_EXPORTER'] = 'none'
  if (!METRICS.some((name) => env[name])) env['OTEL_METRICS_EXPORTER'] = 'none'
  // Logs are on standard error.
  const sdk = new loaded.NodeSDK({ logRecordProcessors: [] })
  sdk.start()
  return () =>
    Promise.race([sdk.shutdown().catch(() => undefined), sleep(FLUSH_MS, undefined, { ref: false })])
}

async function explainMissing(reason: string): Promise<() => Promise<void>> {
  process.stderr.write(
    `warning: ${clean(reason)} asks for traces or metrics, but @opentelemetry/sdk-node is not installed.\n` +
      'fix:   npm install --global @opentelemetry/sdk-node\n',
  )
  return async () => undefined
}
