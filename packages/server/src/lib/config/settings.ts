import { homedir } from 'node:os'
import { join } from 'node:path'
import { defined } from '../defined.ts'
import { checkSettings } from './check-settings.ts'
import type {
  Limits,
  ServerOptions,
  Settings,
  StreamSettings,
  Timeouts,
  WorkerSettings,
} from './server-options.ts'
import { resolveWebhooks } from './webhook-settings.ts'

const GIB = 2 ** 30

const LIMITS: Limits = {
  uploadBytes: 10 * GIB,
  sourceBytes: 10 * GIB,
  sourceSeconds: 4 * 3600,
  fetchMs: 4 * 3600 * 1000,
  fetchBytesPerSecond: 65_536,
  targets: 20,
  translationsPerKey: Infinity,
  requestsPerMinute: 3000,
  createsPerMinute: 120,
  previewsPerMinute: 120,
  streamsPerKey: 1000,
  freeBytes: GIB / 4,
  openUploadsPerKey: 100,
  openUploadBytesPerKey: 50 * GIB,
  unusedUploadMs: 24 * 3600_000,
}

const TIMEOUTS: Timeouts = { headMs: 30_000, bodyMs: 30_000, lingerMs: 2_000, readerMs: 60_000 }

const WORKER: WorkerSettings = {
  enabled: true,
  leaseMs: 15_000,
  maxAttempts: 3,
  stallMs: 2 * 3600_000,
  graceMs: 1000,
}

const AUDIT_MS = 90 * 24 * 3600_000

const STREAM: StreamSettings = { heartbeatMs: 15_000, rereadMs: 10_000 }

/**
 * Fills in the defaults.
 * @throws Error for settings that would open the server to others unprotected, or that make no
 *   sense
 */
export function resolveSettings(options: ServerOptions): Settings {
  const settings: Settings = {
    ...options,
    dataDir: options.dataDir ?? defaultDataDir(),
    ...placeOf(options),
    apiKeys: options.apiKeys ?? [],
    storedKeys: options.storedKeys ?? true,
    auditMs: options.auditMs ?? AUDIT_MS,
    metricsKey: options.metricsKey ?? (process.env['VIDEO_TRANSLATION_METRICS_KEY'] || undefined),
    publicUrl: options.publicUrl?.replace(/\/+$/, ''),
    allowedHosts: options.allowedHosts ?? [],
    corsOrigins: options.corsOrigins ?? [],
    trustProxy: options.trustProxy ?? false,
    logLevel: options.logLevel ?? 'info',
    allowPrivateSources: options.allowPrivateSources ?? false,
    limits: { ...LIMITS, ...defined(options.limits) },
    timeouts: { ...TIMEOUTS, ...defined(options.timeouts) },
    worker: workerSettings(options),
    stream: { ...STREAM, ...defined(options.stream) },
    webhooks: resolveWebhooks(options.webhooks),
  }
  checkSettings(settings)
  return settings
}

function placeOf({ role = 'all', host = '127.0.0.1', port = 0 }: ServerOptions) {
  return { role, host, port }
}

function workerSettings({ worker, role }: ServerOptions): WorkerSettings {
  const settings = { ...WORKER, ...defined(worker) }
  return role === 'api' ? { ...settings, enabled: false } : settings
}

/** The default data folder. */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share')
  return env['VIDEO_TRANSLATION_DATA'] || join(base, 'video-translation')
}
