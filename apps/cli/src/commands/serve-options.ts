import { Option, type Command } from 'commander'
import type { ServerOptions } from 'video-translation-server'
import { databaseUrlOption, dataOption } from '../connection/options.ts'
import { parseDurationMs } from '../input/duration.ts'
import { parseApiKeys, parseList, parsePort } from '../input/option-parsers.ts'
import { parseBytes } from '../input/size.ts'
import { createStderrLog } from '../output/log.ts'
import type { OutputOptions } from '../output/output.ts'
import { type BucketOptions, bucketOf } from './serve-bucket.ts'
import { limitsOf } from './serve-limits.ts'

/** The parsed options of `serve`; durations are in milliseconds. */
export interface ServeOptions extends OutputOptions, BucketOptions {
  host: string
  port: number
  data?: string
  databaseUrl?: string
  role?: 'api' | 'worker' | 'all'
  can?: string[]
  apiKey?: { name: string; key: string }[]
  metricsKey?: string
  cors?: string[]
  allowedHost?: string[]
  trustProxy?: string[]
  retention?: number
  keepAudit?: number
  publicUrl?: string
  allowOldFfmpeg?: boolean
  modelMemory?: number
  engine?: string
  face?: 'status'
  faceSource?: string
  faceTo?: string
  restartAfter?: number
  logLevel: string
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

/** Adds the options for the address, the data and the logs. */
export function withServerBasics(command: Command): Command {
  return command
    .option('--host <address>', 'address to listen at; any other than loopback needs an API key', '127.0.0.1')
    .addOption(portOption(8484))
    .addOption(dataOption())
    .addOption(databaseUrlOption())
    .addOption(
      new Option(
        '--role <role>',
        'what the server does: answer requests (api), run tasks (worker), or both (default: all)',
      ).choices(['api', 'worker', 'all']),
    )
    .option(
      '--can <stages>',
      'run only these stages, or engines: prepare, transcribe, translate, synthesize, render, or the name of an ' +
        'engine (default: all that this machine can do)',
      parseList,
    )
    .option(
      '--retention <duration>',
      'delete a translation this long after its creation, e.g. 7d (default: never)',
      parseDurationMs,
    )
    .option(
      '--keep-audit <duration>',
      'how long to keep the audit of what API keys did (default: 90d)',
      parseDurationMs,
    )
    .option('--engine <name>', 'engine for translations that name none (default: pipeline)')
    .option(
      '--allow-old-ffmpeg',
      'read files with an ffmpeg older than 5, also with API keys (default: only without API keys)',
    )
    .addOption(
      new Option(
        '--model-memory <size>',
        "memory in which models stay loaded, e.g. 4GB (default: a quarter of the machine's, at most 1.6GB)",
      ).argParser(parseBytes),
    )
    .addOption(
      new Option('--log-level <level>', 'least severe lines that the log on standard error has')
        .choices(LOG_LEVELS)
        .default('info'),
    )
}

export function portOption(port: number, what = 'port'): Option {
  return new Option('-p, --port <number>', `${what} to listen at; 0 takes any free port`)
    .argParser(parsePort)
    .default(port)
}

export function corsOption(): Option {
  return new Option(
    '--cors <origins>',
    'origins of web pages that may call the server, e.g. https://app.example.com; * for any (default: none)',
  ).argParser(parseList)
}

export function publicUrlOption(): Option {
  return new Option(
    '--public-url <url>',
    'address of the server as users see it, behind a proxy (default: its own)',
  )
}

/** Adds the options for who may use the server, and through which addresses. */
export function withAccess(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--api-key <name:key>',
        'let in requests with this key of 16 characters or more; can be repeated (default: the keys of video-translation keys; without any, only this machine)',
      )
        .argParser(parseApiKeys)
        .env('VIDEO_TRANSLATION_API_KEYS'),
    )
    .addOption(
      new Option(
        '--metrics-key <key>',
        'key of 16 characters or more for /metrics, which covers all API keys (default: only this machine)',
      ).env('VIDEO_TRANSLATION_METRICS_KEY'),
    )
    .addOption(corsOption())
    .addOption(publicUrlOption())
    .option(
      '--allowed-host <name>',
      'host name to answer to, besides that of --public-url and loopback; can be repeated (default with API keys: any)',
      parseList,
    )
    .option(
      '--trust-proxy <addresses>',
      'proxies whose X-Forwarded-* headers are believed: addresses, ranges such as 10.0.0.0/8, loopback, or all (default: none)',
      parseList,
    )
}

/** Adds the options for the routes of a simple status server. */
export function withStatusFace(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--face <name>',
        'also play the API of a simple status server: GET /status, POST /start (default: none)',
      ).choices(['status']),
    )
    .option('--face-source <url>', 'source of its jobs that name no video_url (default: none)')
    .option(
      '--face-to <language>',
      'target language of its jobs that name no target_language (default: none)',
    )
    .option(
      '--restart-after <duration>',
      'time without a request after which GET /status without an id starts a new translation (default: 1m)',
      parseDurationMs,
    )
}

/** The settings of the server that the options ask for. */
export function settingsOf(options: ServeOptions): ServerOptions {
  const { host, port, apiKey, metricsKey, cors, publicUrl, allowedHost, trustProxy } = options
  const { databaseUrl, role, can, face, logLevel, verbose } = options
  return {
    host,
    port,
    logger: createStderrLog(verbose ? 'debug' : logLevel),
    ...(databaseUrl && { databaseUrl }),
    ...(role && { role }),
    ...(can && { worker: { can } }),
    ...(apiKey && { apiKeys: apiKey }),
    ...(metricsKey && { metricsKey }),
    ...(cors && { corsOrigins: cors }),
    ...retentionOf(options),
    ...(publicUrl && { publicUrl }),
    ...(allowedHost && { allowedHosts: allowedHost }),
    ...(trustProxy && { trustProxy: trustProxy.includes('all') || trustProxy }),
    limits: limitsOf(options),
    ...bucketOf(options),
    ...engineSettingsOf(options),
    ...(face && { statusFace: statusFaceOf(options) }),
  }
}

function engineSettingsOf({ allowOldFfmpeg, modelMemory, engine }: ServeOptions): ServerOptions {
  return {
    ...(allowOldFfmpeg && { allowOldFfmpeg }),
    ...(modelMemory !== undefined && { pipeline: { modelMemoryBytes: modelMemory } }),
    ...(engine && { defaultEngine: engine }),
  }
}

function retentionOf({ retention, keepAudit }: ServeOptions): ServerOptions {
  return { ...(retention && { retentionMs: retention }), ...(keepAudit && { auditMs: keepAudit }) }
}

function statusFaceOf({ faceSource, faceTo, restartAfter }: ServeOptions): ServerOptions['statusFace'] {
  return {
    ...(faceSource && { source: faceSource }),
    ...(faceTo && { to: faceTo }),
    ...(restartAfter && { restartAfterMs: restartAfter }),
  }
}
