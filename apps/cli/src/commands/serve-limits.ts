import { type Command, Option } from 'commander'
import type { ServerOptions } from 'video-translation-server'
import { parseDurationMs } from '../input/duration.ts'
import { parseCount } from '../input/settings.ts'
import { parseBytes } from '../input/size.ts'

/** The server's setting behind each option of `serve` that limits what it takes. */
const SETTINGS = {
  maxUpload: 'uploadBytes',
  maxSource: 'sourceBytes',
  maxLength: 'sourceSeconds',
  maxTargets: 'targets',
  maxTranslations: 'translationsPerKey',
  maxStreams: 'streamsPerKey',
  requestsPerMinute: 'requestsPerMinute',
  createsPerMinute: 'createsPerMinute',
  minFree: 'freeBytes',
  maxOpenUploads: 'openUploadsPerKey',
  maxOpenUploadBytes: 'openUploadBytesPerKey',
  keepUnusedUploads: 'unusedUploadMs',
  maxFetchTime: 'fetchMs',
  minFetchRate: 'fetchBytesPerSecond',
} as const satisfies Record<string, keyof NonNullable<ServerOptions['limits']>>

/** The limits that were asked for, in the units of the server's settings. */
export type LimitOptions = { [Name in keyof typeof SETTINGS]?: number }

export function withLimits(command: Command): Command {
  const sized = (flags: string, help: string) => new Option(flags, help).argParser(parseBytes)
  const counted = (flags: string, help: string) => new Option(flags, help).argParser(parseCount)
  return command
    .addOption(sized('--max-upload <size>', 'largest upload, e.g. 2GB (default: 10GiB)'))
    .addOption(sized('--max-source <size>', 'largest source, from a URL or uploaded (default: 10GiB)'))
    .option('--max-length <duration>', 'longest source, e.g. 90m (default: 4h)', parseSeconds)
    .addOption(counted('--max-targets <number>', 'languages of one translation (default: 20)'))
    .addOption(
      counted('--max-translations <number>', 'unfinished translations of one key (default: no limit)'),
    )
    .addOption(counted('--max-streams <number>', 'open streams of updates of one key (default: 1000)'))
    .addOption(counted('--requests-per-minute <number>', 'requests of one key (default: 3000)'))
    .addOption(counted('--creates-per-minute <number>', 'translations started by one key (default: 120)'))
    .addOption(sized('--min-free <size>', 'disk space that it leaves free (default: 256MiB)'))
    .addOption(counted('--max-open-uploads <number>', 'uploads of one key still unused (default: 100)'))
    .addOption(sized('--max-open-upload-bytes <size>', 'their size together (default: 50GiB)'))
    .option('--keep-unused-uploads <duration>', 'delete them after this time (default: 24h)', parseDurationMs)
    .option(
      '--max-fetch-time <duration>',
      'longest download of a source from a URL (default: 4h)',
      parseDurationMs,
    )
    .addOption(sized('--min-fetch-rate <size>', 'slowest such download, a second (default: 64KiB)'))
}

export function limitsOf(options: LimitOptions): ServerOptions['limits'] {
  const names = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[SETTINGS[name], options[name]]])),
  )
}

function parseSeconds(text: string): number {
  return parseDurationMs(text) / 1000
}
