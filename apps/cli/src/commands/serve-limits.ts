import { type Command, Option } from 'commander'
import type { ServerOptions } from 'video-translation-server'
import { parseDurationMs } from '../input/duration.ts'
import { parseCount } from '../input/settings.ts'
import { parseBytes } from '../input/size.ts'

/** The options of `serve` that say how much it takes. */
export interface LimitOptions {
  maxUpload?: number
  maxSource?: number
  maxLength?: number
  maxTargets?: number
  maxTranslations?: number
  maxStreams?: number
  requestsPerMinute?: number
  createsPerMinute?: number
  minFree?: number
}

export function withLimits(command: Command): Command {
  const sized = (flags: string, help: string) => new Option(flags, help).argParser(parseBytes)
  const counted = (flags: string, help: string) => new Option(flags, help).argParser(parseCount)
  return command
    .addOption(sized('--max-upload <size>', 'largest upload, e.g. 2GB (default: 10GiB)'))
    .addOption(sized('--max-source <size>', 'largest source fetched from a URL (default: 10GiB)'))
    .option('--max-length <duration>', 'longest source, e.g. 90m (default: 4h)', parseDurationMs)
    .addOption(counted('--max-targets <number>', 'languages of one translation (default: 20)'))
    .addOption(
      counted('--max-translations <number>', 'unfinished translations of one key (default: no limit)'),
    )
    .addOption(counted('--max-streams <number>', 'open streams of updates of one key (default: 1000)'))
    .addOption(counted('--requests-per-minute <number>', 'requests of one key (default: 3000)'))
    .addOption(counted('--creates-per-minute <number>', 'translations started by one key (default: 120)'))
    .addOption(sized('--min-free <size>', 'disk space that it leaves free (default: 256MiB)'))
}

export function limitsOf(options: LimitOptions): ServerOptions['limits'] {
  return {
    ...(options.maxUpload !== undefined && { uploadBytes: options.maxUpload }),
    ...(options.maxSource !== undefined && { sourceBytes: options.maxSource }),
    ...(options.maxLength !== undefined && { sourceSeconds: options.maxLength / 1000 }),
    ...(options.maxTargets !== undefined && { targets: options.maxTargets }),
    ...(options.maxTranslations !== undefined && { translationsPerKey: options.maxTranslations }),
    ...(options.maxStreams !== undefined && { streamsPerKey: options.maxStreams }),
    ...(options.requestsPerMinute !== undefined && { requestsPerMinute: options.requestsPerMinute }),
    ...(options.createsPerMinute !== undefined && { createsPerMinute: options.createsPerMinute }),
    ...(options.minFree !== undefined && { freeBytes: options.minFree }),
  }
}
