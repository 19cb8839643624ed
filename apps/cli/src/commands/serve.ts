import { Command, Option } from 'commander'
import type { ServerOptions, VideoTranslationServer } from 'video-translation-server'
import { dataFolder, dataFolderError } from '../connection/data-folder.ts'
import { listenError } from '../connection/listen-error.ts'
import { dataOption, withOutput } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { parseDurationMs } from '../input/duration.ts'
import { parseApiKey, parseList, parsePort } from '../input/settings.ts'
import { interrupted, untilInterrupted } from '../interrupt.ts'
import { createStderrLog } from '../output/log.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'
import { inOptionNames } from './option-names.ts'
import { limitsOf, type LimitOptions, withLimits } from './serve-limits.ts'

interface ServeOptions extends OutputOptions, LimitOptions {
  host: string
  port: number
  data?: string
  apiKey?: { name: string; key: string }[]
  metricsKey?: string
  cors?: string[]
  allowedHost?: string[]
  trustProxy?: string[]
  retention?: number
  publicUrl?: string
  allowOldFfmpeg?: boolean
  engine?: string
  face?: 'status'
  faceSource?: string
  faceTo?: string
  restartAfter?: number
  logLevel: string
}

const HELP = 'See video-translation serve --help.'
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

export function serveCommand(): Command {
  const command = new Command('serve').description('run a server until it is told to stop (Ctrl-C)')
  return withLimits(withOutput(command))
    .option('--host <address>', 'address to listen at; any but loopback needs an --api-key', '127.0.0.1')
    .addOption(
      new Option('-p, --port <number>', 'port; 0 for any that is free').argParser(parsePort).default(8484),
    )
    .addOption(dataOption())
    .addOption(
      new Option('--api-key <name:key>', 'let in who has this key; can be repeated')
        .argParser(parseApiKey)
        .env('VIDEO_TRANSLATION_API_KEYS'),
    )
    .addOption(
      new Option('--metrics-key <key>', 'reads /metrics, which tell of all keys').env(
        'VIDEO_TRANSLATION_METRICS_KEY',
      ),
    )
    .option('--cors <origins>', 'web pages that may call it, e.g. https://app.example.com', parseList)
    .option(
      '--retention <duration>',
      'delete translations that long after their creation, e.g. 7d',
      parseDurationMs,
    )
    .option('--public-url <url>', 'its address as others see it, behind a proxy')
    .option(
      '--allowed-host <name>',
      'answer to this host name too, besides that of --public-url and loopback; can be repeated',
      parseList,
    )
    .option(
      '--trust-proxy <addresses>',
      'believe X-Forwarded-* of these proxies: addresses, ranges such as 10.0.0.0/8, loopback, or all',
      parseList,
    )
    .option('--allow-old-ffmpeg', 'with API keys, too, read files with an ffmpeg older than 5')
    .option('--engine <name>', 'engine for translations that name none')
    .addOption(
      new Option(
        '--face <name>',
        'also answer like a simple status server (GET /status, POST /start)',
      ).choices(['status']),
    )
    .option('--face-source <url>', 'what its jobs translate, unless they name a video_url')
    .option('--face-to <language>', 'into what, unless they name a target_language')
    .option(
      '--restart-after <duration>',
      'GET /status without an id starts a new translation after this long without a request (default: 1m)',
      parseDurationMs,
    )
    .addOption(
      new Option('--log-level <level>', 'structured logs on standard error')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .action(runCommand(serve))
}

async function serve({ options, output, interrupt }: Context<ServeOptions>): Promise<ExitReason> {
  const dataDir = dataFolder(options.data)
  const server = await untilInterrupted(open({ ...settingsOf(options), dataDir }), interrupt)
  const url = await listen(server, options)
  output.result({ url, pid: process.pid, dataDir }, [url])
  if (!options.quiet) process.stderr.write(`Serving at ${url}, data in ${dataDir}. Ctrl-C stops it.\n`)
  await interrupted(interrupt)
  if (!options.quiet)
    process.stderr.write('Stopping: what runs goes on at the next start. (Ctrl-C again to leave at once)\n')
  await server.close()
  return 'done'
}

async function open(settings: ServerOptions): Promise<VideoTranslationServer> {
  const { createServer, DataFolderInUse } = await import('video-translation-server')
  try {
    return await createServer(settings)
  } catch (error) {
    if (error instanceof DataFolderInUse) {
      const fix =
        'Use that one (commands find it by themselves), stop it, or choose another folder with --data.'
      throw new CliError('badInput', inOptionNames(error.message), fix, error)
    }
    // Settings are refused by plain errors; what the system refuses has a code.
    if (error instanceof Error && !('code' in error))
      throw new CliError('badInput', inOptionNames(error.message), HELP, error)
    throw dataFolderError(settings.dataDir ?? '', error)
  }
}

async function listen(server: VideoTranslationServer, { host, port }: ServeOptions): Promise<string> {
  try {
    return await server.listen()
  } catch (error) {
    await server.close()
    throw listenError(error, host, port)
  }
}

function settingsOf(options: ServeOptions): ServerOptions {
  const { host, port, apiKey, metricsKey, cors, retention, publicUrl, allowedHost, trustProxy } = options
  const { allowOldFfmpeg, engine, face, logLevel, verbose } = options
  return {
    host,
    port,
    logger: createStderrLog(verbose ? 'debug' : logLevel),
    ...(apiKey && { apiKeys: apiKey }),
    ...(metricsKey && { metricsKey }),
    ...(cors && { corsOrigins: cors }),
    ...(retention && { retentionMs: retention }),
    ...(publicUrl && { publicUrl }),
    ...(allowedHost && { allowedHosts: allowedHost }),
    ...(trustProxy && { trustProxy: trustProxy.includes('all') || trustProxy }),
    limits: limitsOf(options),
    ...(allowOldFfmpeg && { allowOldFfmpeg }),
    ...(engine && { defaultEngine: engine }),
    ...(face && { statusFace: statusFaceOf(options) }),
  }
}

function statusFaceOf({ faceSource, faceTo, restartAfter }: ServeOptions): ServerOptions['statusFace'] {
  return {
    ...(faceSource && { source: faceSource }),
    ...(faceTo && { to: faceTo }),
    ...(restartAfter && { restartAfterMs: restartAfter }),
  }
}
