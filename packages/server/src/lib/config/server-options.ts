import type { FastifyBaseLogger } from 'fastify'
import type { Engine } from '../engines/engine.ts'
import type { PipelineOptions } from '../engines/pipeline/settings.ts'
import type { WebhookSettings } from './webhook-settings.ts'

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

/** What jobs of the status contracts translate, where the request does not say. */
export interface StatusFaceOptions {
  /** The video: a URL that the engine can reach. A request may name another as `video_url` or `source_url`. */
  source?: string
  /** The language wanted. A request may name another as `target_language`. */
  to?: string
  /** The language spoken. A request may name another as `source_language`. */
  from?: string
  /**
   * For how long nobody has to ask `GET /status` before the next request starts a new translation, in milliseconds. Default: a
   * minute.
   */
  restartAfterMs?: number
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
export const MAX_TARGETS = 500
