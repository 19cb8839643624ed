import { type Command, Option } from 'commander'
import type { ServerOptions } from 'video-translation-server'
import { parseDurationMs } from '../input/duration.ts'
import { parseCount } from '../input/option-parsers.ts'
import { parseBytes } from '../input/size.ts'

type Limits = NonNullable<ServerOptions['limits']>

interface LimitOption {
  flags: string
  /** To the unit of the limit. */
  parse(text: string): number
  help: string
}

/** The option for each limit of what the server accepts. A limit without one does not compile. */
const OPTIONS: { [Name in keyof Limits]-?: LimitOption } = {
  uploadBytes: sized('--max-upload', 'largest upload, e.g. 2GB (default: 10GiB)'),
  sourceBytes: sized('--max-source', 'largest source, uploaded or from a URL, e.g. 2GB (default: 10GiB)'),
  sourceSeconds: timed('--max-length', 'longest source, e.g. 90m (default: 4h)', 1000),
  targets: counted('--max-targets', 'most targets of a translation (default: 20)'),
  translationsPerKey: counted(
    '--max-translations',
    'most unfinished translations per API key (default: no limit)',
  ),
  streamsPerKey: counted('--max-streams', 'most open streams of updates per API key (default: 1000)'),
  requestsPerMinute: counted('--requests-per-minute', 'most requests a minute per API key (default: 3000)'),
  createsPerMinute: counted(
    '--creates-per-minute',
    'most translations created a minute per API key (default: 120)',
  ),
  previewsPerMinute: counted(
    '--previews-per-minute',
    'most lines spoken as previews a minute per API key (default: 120)',
  ),
  freeBytes: sized('--min-free', 'disk space to leave free, e.g. 10GB (default: 256MiB)'),
  openUploadsPerKey: counted(
    '--max-open-uploads',
    'most uploads per API key that no translation uses (default: 100)',
  ),
  openUploadBytesPerKey: sized(
    '--max-open-upload-bytes',
    'most bytes per API key of uploads that no translation uses (default: 50GiB)',
  ),
  unusedUploadMs: timed(
    '--keep-unused-uploads',
    'delete an upload after this time if no translation uses it (default: 24h)',
  ),
  fetchMs: timed('--max-fetch-time', 'longest download of a source from a URL (default: 4h)'),
  fetchBytesPerSecond: sized(
    '--min-fetch-rate',
    'slowest download of a source from a URL, in bytes a second (default: 64KiB)',
  ),
}

function sized(name: string, help: string): LimitOption {
  return { flags: `${name} <size>`, parse: parseBytes, help }
}

function counted(name: string, help: string): LimitOption {
  return { flags: `${name} <number>`, parse: parseCount, help }
}

function timed(name: string, help: string, unitMs = 1): LimitOption {
  return { flags: `${name} <duration>`, parse: (text) => parseDurationMs(text) / unitMs, help }
}

export function withLimits(command: Command): Command {
  for (const { flags, help, parse } of Object.values(OPTIONS)) command.option(flags, help, parse)
  return command
}

/** @param options as Commander has parsed them */
export function limitsOf(options: object): Limits {
  const given = new Map(Object.entries(options))
  const limits = Object.entries(OPTIONS).map(([name, { flags }]) => [
    name,
    given.get(new Option(flags).attributeName()),
  ])
  return Object.fromEntries(limits.filter(([, limit]) => limit !== undefined))
}
