import type { FastifyBaseLogger } from 'fastify'
import type { KeyScope } from 'video-translation-client'
import type { Engine } from '../engines/engine.ts'
import type { BucketOptions } from '../files/s3/bucket-options.ts'
import type { PipelineOptions } from '../engines/pipeline/settings.ts'
import type { WebhookSettings } from './webhook-settings.ts'

/** Settings of a server. Every default is safe on the user's own machine. */
export interface ServerOptions {
  /**
   * The folder for the database, the files and the uploads. Default: `$VIDEO_TRANSLATION_DATA`, or
   * `video-translation` in the user's data folder.
   */
  dataDir?: string
  /** An S3-compatible bucket for the files. Default: a folder in `dataDir`. */
  fileStore?: BucketOptions
  /**
   * URL of a PostgreSQL database, version 15 or newer, which several servers may share:
   * `postgres://user:password@host:port/database`. Default: the SQLite file in `dataDir`.
   */
  databaseUrl?: string
  /**
   * What this process does: `api` answers requests and runs no tasks, `worker` runs tasks and
   * answers only probes, `all` does both. Any but `all` needs `databaseUrl`. Default: `all`.
   */
  role?: Role
  /** The address to listen on. Any but a loopback address needs a key. Default: `127.0.0.1`. */
  host?: string
  /** The port to listen on; 0 takes a free one. Default: 0. */
  port?: number
  /**
   * Keys that may use the server, besides those in its database. Each sees only its own
   * translations. Default: none.
   */
  apiKeys?: ApiKey[]
  /**
   * Whether the keys in the database count. `false` is for a server that only its own user reaches:
   * with no `apiKeys` it needs no key, whatever the database says. Default: true.
   */
  storedKeys?: boolean
  /**
   * The key for `/metrics`, which covers the translations of all keys; at least 16 characters.
   * Default: `$VIDEO_TRANSLATION_METRICS_KEY`; without it, a server with API keys shows metrics
   * only to this machine's own user.
   */
  metricsKey?: string
  /**
   * Default: `pipeline`, `simulated`, and one engine for each vendor, ready when the environment
   * has its key.
   */
  engines?: Engine[]
  /** The engine of a translation that does not choose one. Default: the first of `engines`. */
  defaultEngine?: string
  /** The public address, for links in answers, e.g. `https://translate.example.com`. */
  publicUrl?: string
  /**
   * Host names that the server answers to, besides `publicUrl` and loopback. Default with keys:
   * any.
   */
  allowedHosts?: string[]
  /** Origins whose pages may call the server; `*` for any. Default: only the server's own. */
  corsOrigins?: string[]
  /**
   * Addresses or ranges of trusted proxies that set X-Forwarded-*. With `true` every client can
   * claim any address. Default: false.
   */
  trustProxy?: boolean | string | string[]
  /** How long a translation is kept after its creation, in milliseconds. Default: forever. */
  retentionMs?: number
  /** How long the audit of what keys did is kept, in milliseconds. Default: 90 days. */
  auditMs?: number
  /** What clients may use. */
  limits?: Partial<Limits>
  /** How long clients may take. */
  timeouts?: Partial<Timeouts>
  /** A pino-compatible logger. Default: JSON lines to standard error at `logLevel`. */
  logger?: FastifyBaseLogger
  /** `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. Default: `info`. */
  logLevel?: string
  /** Options of the `pipeline` engine, used when `engines` is not given. */
  pipeline?: PipelineOptions
  /** How this process runs tasks. */
  worker?: Partial<WorkerSettings>
  /** How streams of updates are kept alive and correct. */
  stream?: Partial<StreamSettings>
  /**
   * Also serves the contracts of simple status servers (`GET /status`, `POST /start`, ...).
   * Default: off.
   */
  statusFace?: StatusFaceOptions
  /** The server's own receiver, and how webhooks are delivered. */
  webhooks?: Partial<WebhookSettings>
  /**
   * Turns off the guard against private addresses, for tests and closed networks. Default: false.
   */
  allowPrivateSources?: boolean
  /**
   * Lets the `pipeline` engine read files from other people with an ffmpeg older than 5. Default:
   * only without any key at the start, when all files are the user's own.
   */
  allowOldFfmpeg?: boolean
}

/** What a process of a server does. */
export type Role = 'api' | 'worker' | 'all'

/** An API key and its owner. */
export interface ApiKey {
  /**
   * The owner of the translations, also shown in logs. Keys with the same name share their
   * translations. `local` is reserved.
   */
  name: string
  /** The secret; at least 16 characters. */
  key: string
  /** What it may do; each scope includes the ones before it. Default: `write`. */
  scope?: KeyScope
}

/** The limits of the server. */
export interface Limits {
  /** The size of an upload. Default: 10 GiB. */
  uploadBytes: number
  /** The size of a source, whether fetched or uploaded. Default: 10 GiB. */
  sourceBytes: number
  /** The length of a source. Default: 4 hours. */
  sourceSeconds: number
  /** The longest time to fetch a source or a vendor's result, in milliseconds. Default: 4 hours. */
  fetchMs: number
  /**
   * The slowest average of such a fetch after its first minute, in bytes per second. Default:
   * 65,536.
   */
  fetchBytesPerSecond: number
  /** Target languages of one translation, 500 at most. Default: 20. */
  targets: number
  /** Unfinished translations of one key at a time. Default: no limit. */
  translationsPerKey: number
  /** Requests of one key (or address) per minute. Default: 3000. */
  requestsPerMinute: number
  /** Translations created by one key (or address) per minute. Default: 120. */
  createsPerMinute: number
  /** Lines that one key (or address) lets be spoken per minute, as previews. Default: 120. */
  previewsPerMinute: number
  /** Open update streams of one key. Default: 1000. */
  streamsPerKey: number
  /** Free disk space that uploads, translations and their tasks must leave. Default: 256 MiB. */
  freeBytes: number
  /** Uploads of one key that no translation uses yet. Default: 100. */
  openUploadsPerKey: number
  /** Total bytes of those uploads, declared or arrived. Default: 50 GiB, at least `uploadBytes`. */
  openUploadBytesPerKey: number
  /** How long an unused upload is kept after its last access. Default: 24 hours. */
  unusedUploadMs: number
}

/** How long clients may take, in milliseconds. */
export interface Timeouts {
  /** For the head of a request. Default: 30 s. */
  headMs: number
  /** For the body of a request other than an upload. Default: 30 s. */
  bodyMs: number
  /** For the rest of a refused body, before the connection is closed. Default: 2 s. */
  lingerMs: number
  /**
   * In each period of this length, uploads and downloads must average at least 1 kB/s. Default: 60
   * s.
   */
  readerMs: number
}

/** Settings of the worker in this process. */
export interface WorkerSettings {
  /** Whether this process runs tasks. Default: true. */
  enabled: boolean
  /**
   * Stages or engines to which the worker is restricted, e.g. `['transcribe']`; needs
   * `databaseUrl`. Default: all that this machine can do.
   */
  can?: string[]
  /** How long a silent worker keeps its task. Default: 15 s. */
  leaseMs: number
  /** How many times a task is tried in total. Default: 3. */
  maxAttempts: number
  /**
   * How long a task may run without progress. Then it fails with the code `stalled` and is tried
   * again, so that an engine that hangs frees its slot. Default: 2 hours.
   */
  stallMs: number
  /**
   * How long `close` lets running tasks continue before it returns them to the queue. Default: 1 s.
   */
  graceMs: number
}

/** Settings of update streams. */
export interface StreamSettings {
  /** The interval of the comments that keep proxies from closing a silent stream. Default: 15 s. */
  heartbeatMs: number
  /** The interval at which the store is read again, in case an event was lost. Default: 10 s. */
  rereadMs: number
}

/** The defaults of the status contracts for what a request leaves open. */
export interface StatusFaceOptions {
  /**
   * The video: a URL that the engine can reach. A request may override it with `video_url` or
   * `source_url`.
   */
  source?: string
  /** The target language. A request may override it with `target_language`. */
  to?: string
  /** The source language. A request may override it with `source_language`. */
  from?: string
  /**
   * A request starts a new translation when nobody has asked `GET /status` for this long, in
   * milliseconds. Default: a minute.
   */
  restartAfterMs?: number
}

/** The options with every default filled in. */
export interface Settings extends Omit<
  ServerOptions,
  'limits' | 'timeouts' | 'worker' | 'stream' | 'webhooks' | 'engines'
> {
  dataDir: string
  role: Role
  host: string
  port: number
  apiKeys: ApiKey[]
  storedKeys: boolean
  auditMs: number
  allowedHosts: string[]
  corsOrigins: string[]
  trustProxy: boolean | string | string[]
  logLevel: string
  allowPrivateSources: boolean
  limits: Limits
  timeouts: Timeouts
  worker: WorkerSettings
  stream: StreamSettings
  webhooks: WebhookSettings
}

/** The owner of translations that the command line creates on the server of its own machine. */
export const LOCAL_KEY = 'local'

/** The highest limit for target languages, which bounds the size of requests. */
export const MAX_TARGETS = 500
