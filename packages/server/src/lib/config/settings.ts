import { homedir } from 'node:os'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import type { Engine } from '../engines/engine.ts'
import type { PipelineOptions } from '../engines/pipeline/settings.ts'
import type { StatusFaceOptions } from '../faces/translations-as-jobs.ts'
import { isLoopback, isProxyAddress } from '../net/addresses.ts'
import { resolveWebhooks, type WebhookSettings } from './webhook-settings.ts'

/** Settings of a server. Everything has a default that is safe on one's own machine. */
export interface ServerOptions {
  /**
   * Folder for the database, the files and the uploads. Default: `$VIDEO_TRANSLATION_DATA`, or
   * `video-translation` in the user's data folder.
   */
  dataDir?: string
  /** Address to listen on. Anything but a loopback address needs `apiKeys`. Default: `127.0.0.1`. */
  host?: string
  /** Port to listen on; 0 takes a free one. Default: 0. */
  port?: number
  /** Who may use the server; each key sees only its own translations. Default: none, on loopback only. */
  apiKeys?: ApiKey[]
  /**
   * Reads `/metrics`, which tell of all keys' translations; at least 16 characters. Default: `$VIDEO_TRANSLATION_METRICS_KEY`,
   * else nobody but this machine's own user where there are API keys.
   */
  metricsKey?: string
  /** Default: `pipeline`, `simulated`, and one for each vendor, ready where the environment has its key. */
  engines?: Engine[]
  /** The engine of a translation that names none. Default: the first of `engines`. */
  defaultEngine?: string
  /** The address that users see, for links in answers, e.g. `https://translate.example.com`. */
  publicUrl?: string
  /** Host names that the server answers to, besides `publicUrl` and loopback. Default with keys: any. */
  allowedHosts?: string[]
  /** Origins whose pages may call the server; `*` for any. Default: none but its own. */
  corsOrigins?: string[]
  /**
   * Behind proxies that set X-Forwarded-*: their addresses or ranges. `true` believes anybody, so that every client can
   * say who it is. Default: false.
   */
  trustProxy?: boolean | string | string[]
  /** How long a translation is kept from its creation, in milliseconds. Default: for ever. */
  retentionMs?: number
  limits?: Partial<Limits>
  timeouts?: Partial<Timeouts>
  /** A pino-compatible logger. Default: JSON lines to standard error at `logLevel`. */
  logger?: FastifyBaseLogger
  /** `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. Default: `info`. */
  logLevel?: string
  /** What the `pipeline` engine is made of, where `engines` is not given. */
  pipeline?: PipelineOptions
  worker?: Partial<WorkerSettings>
  stream?: Partial<StreamSettings>
  /** Also answers the contracts of simple status servers (`GET /status`, `POST /start`, ...). Default: not. */
  statusFace?: StatusFaceOptions
  webhooks?: Partial<WebhookSettings>
  /** Switches the guard against private addresses off, for tests and closed networks. Default: false. */
  allowPrivateSources?: boolean
  /**
   * Lets the engine `pipeline` read the files of strangers with an ffmpeg older than 5. Default: only without `apiKeys`, where
   * all files are your own.
   */
  allowOldFfmpeg?: boolean
}

/** A key and whose it is. */
export interface ApiKey {
  /** Stands in logs and owns the translations; keys of one name share theirs. `local` is taken. */
  name: string
  /** The secret; at least 16 characters. */
  key: string
}

/** What the server takes at most. */
export interface Limits {
  /** Size of an upload. Default: 10 GiB. */
  uploadBytes: number
  /** Size of a source, fetched from a URL or uploaded before. Default: 10 GiB. */
  sourceBytes: number
  /** Length of a source. Default: 4 hours. */
  sourceSeconds: number
  /** Longest time to fetch a URL source or one of a vendor's results, in milliseconds. Default: 4 hours. */
  fetchMs: number
  /** Slowest average of such a fetch after its first minute, in bytes a second. Default: 65,536. */
  fetchBytesPerSecond: number
  /** Languages of one translation, 500 at most. Default: 20. */
  targets: number
  /** Unfinished translations of one key at once. Default: no limit. */
  translationsPerKey: number
  /** Requests of one key (or address) a minute. Default: 3000. */
  requestsPerMinute: number
  /** Translations created by one key (or address) a minute. Default: 120. */
  createsPerMinute: number
  /** Open streams of updates of one key. Default: 1000. */
  streamsPerKey: number
  /** Disk space that uploads, translations and their tasks leave free. Default: 256 MiB. */
  freeBytes: number
  /** Uploads of one key that no translation uses yet. Default: 100. */
  openUploadsPerKey: number
  /** Bytes of those uploads, as far as they are declared or have arrived. Default: 50 GiB, at least `uploadBytes`. */
  openUploadBytesPerKey: number
  /** How long an upload that no translation uses is kept since it was last touched. Default: 24 hours. */
  unusedUploadMs: number
}

/** How long the peers of requests may take, in milliseconds. */
export interface Timeouts {
  /** For the head of a request. Default: 30 s. */
  headMs: number
  /** For the body of a request that is no upload. Default: 30 s. */
  bodyMs: number
  /** For the rest of a body that was refused, before the connection is ended. Default: 2 s. */
  lingerMs: number
  /** Over each period of this length, uploads and response readers must average at least 1 kB/s. Default: 60 s. */
  readerMs: number
}

/** How the worker of this process works. */
export interface WorkerSettings {
  /** Whether this process works on tasks at all. Default: true. */
  enabled: boolean
  /** How long a task stays a silent worker's. Default: 15 s. */
  leaseMs: number
  /** How often a task is tried in all. Default: 3. */
  maxAttempts: number
  /**
   * How long a task may go on without any progress. Then it fails with the code `stalled` and is tried again, so that an
   * engine that hangs does not hold its place for ever. Default: 2 hours.
   */
  stallMs: number
  /** How long `close` lets running tasks go on before they are given back. Default: 1 s. */
  graceMs: number
}

/** How open streams are kept. */
export interface StreamSettings {
  /** Between two comments that keep proxies from closing a silent stream. Default: 15 s. */
  heartbeatMs: number
  /** Between two looks at the store, should a hint be lost. Default: 10 s. */
  rereadMs: number
}

/** The options with every default in place. */
export interface Settings extends Omit<
  ServerOptions,
  'limits' | 'timeouts' | 'worker' | 'stream' | 'webhooks' | 'engines'
> {
  dataDir: string
  host: string
  port: number
  apiKeys: ApiKey[]
  allowedHosts: string[]
  corsOrigins: string[]
  trustProxy: boolean | string | string[]
  logLevel: string
  allowPrivateSources: boolean
  allowOldFfmpeg: boolean
  limits: Limits
  timeouts: Timeouts
  worker: WorkerSettings
  stream: StreamSettings
  webhooks: WebhookSettings
}

/** Whose translations those are that the command line creates on the server of its own machine. */
export const LOCAL_KEY = 'local'

/** More than that no request can ask for. */
export const MOST_TARGETS = 500

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

const STREAM: StreamSettings = { heartbeatMs: 15_000, rereadMs: 10_000 }

/**
 * Fills in the defaults.
 * @throws Error where the settings would open the server to others unprotected, or make no sense.
 */
export function resolveSettings(options: ServerOptions): Settings {
  const settings: Settings = {
    ...options,
    dataDir: options.dataDir ?? defaultDataDir(),
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    apiKeys: options.apiKeys ?? [],
    metricsKey: options.metricsKey ?? (process.env['VIDEO_TRANSLATION_METRICS_KEY'] || undefined),
    publicUrl: options.publicUrl?.replace(/\/+$/, ''),
    allowedHosts: options.allowedHosts ?? [],
    corsOrigins: options.corsOrigins ?? [],
    trustProxy: options.trustProxy ?? false,
    logLevel: options.logLevel ?? 'info',
    allowPrivateSources: options.allowPrivateSources ?? false,
    allowOldFfmpeg: options.allowOldFfmpeg ?? !options.apiKeys?.length,
    limits: { ...LIMITS, ...defined(options.limits) },
    timeouts: { ...TIMEOUTS, ...defined(options.timeouts) },
    worker: { ...WORKER, ...defined(options.worker) },
    stream: { ...STREAM, ...defined(options.stream) },
    webhooks: resolveWebhooks(options.webhooks),
  }
  refuseOpenDoors(settings)
  refuseBadProxies(settings.trustProxy)
  refuseBadKeys(settings.apiKeys)
  refuseBadMetricsKey(settings)
  refuseBadPublicUrl(settings.publicUrl)
  refuseBadHosts(settings.allowedHosts)
  refuseBadOrigins(settings.corsOrigins)
  refuseBadLimits(settings.limits)
  return settings
}

/** Where data goes unless told otherwise. */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share')
  return env['VIDEO_TRANSLATION_DATA'] || join(base, 'video-translation')
}

function refuseOpenDoors({ host, apiKeys }: Settings): void {
  if (apiKeys.length > 0 || isLoopback(host)) return
  throw new Error(
    `Refusing to listen on ${host} without API keys: anyone who can reach it could use it. ` +
      'Set apiKeys, or listen on 127.0.0.1.',
  )
}

function refuseBadProxies(trustProxy: Settings['trustProxy']): void {
  if (typeof trustProxy === 'boolean') return
  const names = [trustProxy].flat().flatMap((text) => text.split(','))
  const wrong = names.map((name) => name.trim()).find((name) => !isProxyAddress(name))
  if (wrong === undefined) return
  throw new Error(
    `trustProxy has \`${wrong}\`, which is no address, no range such as 10.0.0.0/8 and not loopback.`,
  )
}

function refuseBadKeys(apiKeys: ApiKey[]): void {
  for (const { name, key } of apiKeys) {
    if (!name) throw new Error('An API key has no name; the name is what owns its translations.')
    if (name === LOCAL_KEY)
      throw new Error(`The name \`${LOCAL_KEY}\` is that of this machine's own key; choose another one.`)
    if (key.length < 16)
      throw new Error(`The API key of ${name} is too short to be a secret; use 16 characters or more.`)
  }
  if (new Set(apiKeys.map(({ key }) => key)).size < apiKeys.length) {
    throw new Error('Two API keys are the same; whose request it is would be undecided.')
  }
}

function refuseBadMetricsKey({ metricsKey, apiKeys }: Settings): void {
  if (metricsKey === undefined) return
  if (metricsKey.length < 16)
    throw new Error('metricsKey is too short to be a secret; use 16 characters or more.')
  if (apiKeys.some(({ key }) => key === metricsKey))
    throw new Error('metricsKey is an API key too; its owner would see the metrics of all.')
}

function refuseBadPublicUrl(publicUrl: string | undefined): void {
  if (publicUrl === undefined) return
  const url = URL.parse(publicUrl)
  if (url && /^https?:$/.test(url.protocol)) return
  throw new Error(`publicUrl must be an http or https URL, not \`${publicUrl}\`.`)
}

/** A host is compared with that of a request's URL, so any other spelling would never match. */
function refuseBadHosts(allowedHosts: readonly string[]): void {
  const wrong = allowedHosts.find((name) => URL.parse(`http://${name}`)?.hostname !== name.toLowerCase())
  if (wrong === undefined) return
  throw new Error(
    `allowedHosts has \`${wrong}\`, which is not a host name. ` +
      'Write one such as translate.example.com, without scheme, port and path.',
  )
}

function refuseBadOrigins(corsOrigins: readonly string[]): void {
  const wrong = corsOrigins.find((text) => text !== '*' && URL.parse(text)?.origin !== text)
  if (wrong === undefined) return
  throw new Error(
    `corsOrigins has \`${wrong}\`, which is not an origin. Write one such as https://app.example.com, or * for any.`,
  )
}

function refuseBadLimits({ targets, ...limits }: Limits): void {
  if (targets > MOST_TARGETS) throw new Error(`limits.targets must be at most ${MOST_TARGETS}.`)
  for (const [name, limit] of Object.entries({ targets, ...limits }))
    if (!(limit >= 0)) throw new Error(`limits.${name} must be a number from 0 on, not ${limit}.`)
}

function defined<T extends object>(values: T | undefined): Partial<T> {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter(([, value]) => value !== undefined),
  ) as Partial<T>
}
