import { type Command, Option } from 'commander'
import type { ServerOptions } from 'video-translation-server'
import { parseDurationMs } from '../input/duration.ts'
import { parseCount } from '../input/option-parsers.ts'
import { parseBytes } from '../input/size.ts'

/** The setting of the server for each option that limits what it accepts. */
const SETTINGS = {
  maxUpload: 'uploadBytes',
  maxSource: 'sourceBytes',
  maxLength: 'sourceSeconds',
  maxTargets: 'targets',
  maxTranslations: 'translationsPerKey',
  maxStreams: 'streamsPerKey',
  requestsPerMinute: 'requestsPerMinute',
  createsPerMinute: 'createsPerMinute',
  previewsPerMinute: 'previewsPerMinute',
  minFree: 'freeBytes',
  maxOpenUploads: 'openUploadsPerKey',
  maxOpenUploadBytes: 'openUploadBytesPerKey',
  keepUnusedUploads: 'unusedUploadMs',
  maxFetchTime: 'fetchMs',
  minFetchRate: 'fetchBytesPerSecond',
} as const satisfies Record<string, keyof NonNullable<ServerOptions['limits']>>

/** The parsed limits, in the units of the server's settings. */
export type LimitOptions = { [Name in keyof typeof SETTINGS]?: number }

export function withLimits(command: Command): Command {
  return command
    .addOption(sized('--max-upload <size>', 'largest upload, e.g. 2GB (default: 10GiB)'))
    .addOption(
      sized('--max-source <size>', 'largest source, uploaded or from a URL, e.g. 2GB (default: 10GiB)'),
    )
    .option('--max-length <duration>', 'longest source, e.g. 90m (default: 4h)', parseSeconds)
    .addOption(counted('--max-targets <number>', 'most targets of a translation (default: 20)'))
    .addOption(
      counted('--max-translations <number>', 'most unfinished translations per API key (default: no limit)'),
    )
    .addOption(counted('--max-streams <number>', 'most open streams of updates per API key (default: 1000)'))
    .addOption(
      counted('--requests-per-minute <number>', 'most requests a minute per API key (default: 3000)'),
    )
    .addOption(
      counted(
        '--creates-per-minute <number>',
        'most translations created a minute per API key (default: 120)',
      ),
    )
    .addOption(
      counted(
        '--previews-per-minute <number>',
        'most lines spoken as previews a minute per API key (default: 120)',
      ),
    )
    .addOption(sized('--min-free <size>', 'disk space to leave free, e.g. 10GB (default: 256MiB)'))
    .addOption(
      counted(
        '--max-open-uploads <number>',
        'most uploads per API key that no translation uses (default: 100)',
      ),
    )
    .addOption(
      sized(
        '--max-open-upload-bytes <size>',
        'most bytes per API key of uploads that no translation uses (default: 50GiB)',
      ),
    )
    .option(
      '--keep-unused-uploads <duration>',
      'delete an upload after this time if no translation uses it (default: 24h)',
      parseDurationMs,
    )
    .option(
      '--max-fetch-time <duration>',
      'longest download of a source from a URL (default: 4h)',
      parseDurationMs,
    )
    .addOption(
      sized(
        '--min-fetch-rate <size>',
        'slowest download of a source from a URL, in bytes a second (default: 64KiB)',
      ),
    )
}

function sized(flags: string, help: string): Option {
  return new Option(flags, help).argParser(parseBytes)
}

function counted(flags: string, help: string): Option {
  return new Option(flags, help).argParser(parseCount)
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
