import { Option, type Command } from 'commander'
import { parseDurationMs } from '../input/duration.ts'
import { parseServerUrl } from '../input/option-parsers.ts'
import { PROGRESS_MODES } from '../output/progress.ts'
import type { OutputOptions } from '../output/output.ts'

/** The options that choose a server. */
export interface ConnectionOptions extends OutputOptions {
  server?: string
  apiKey?: string
  /** The data folder of the local server. */
  data?: string
  /** Named on the command line, or by its variable. */
  profile?: string
}

/** The options of a command that waits. */
export interface WaitingOptions {
  /** In milliseconds. */
  timeout?: number
}

/** Adds the options of every command that speaks to a server. */
export function withConnection(command: Command): Command {
  return withOutput(command)
    .addOption(
      new Option(
        '--server <url>',
        'server to use (default: the one that runs on the data folder, else one inside this command)',
      )
        .argParser(parseServerUrl)
        .env('VIDEO_TRANSLATION_URL'),
    )
    .addOption(
      new Option('--api-key <key>', 'API key of that server (default: none)').env(
        'VIDEO_TRANSLATION_API_KEY',
      ),
    )
    .addOption(dataOption())
    .addOption(
      new Option(
        '--profile <name>',
        'profile of the config file, which names a server (default: the default one of that file)',
      ).env('VIDEO_TRANSLATION_PROFILE'),
    )
}

/** Adds the options of every command. */
export function withOutput(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON document on standard output')
    .option('-q, --quiet', 'show no progress')
    .option('--verbose', 'log details on standard error, and the stack of an error')
}

/** Adds the option of a command that shows progress. */
export function withProgress(command: Command): Command {
  return command.addOption(
    new Option('--progress <mode>', 'how to show progress on standard error; json prints one document a line')
      .choices([...PROGRESS_MODES])
      .default(undefined, 'auto: live on a terminal, else lines'),
  )
}

/** Adds the option of a command that waits. */
export function withTimeout(command: Command): Command {
  return command.option(
    '--timeout <duration>',
    'stop waiting after this time, e.g. 90s or 10m; the translation is kept (default: no limit)',
    parseDurationMs,
  )
}

export function dataOption(): Option {
  return new Option(
    '--data <folder>',
    "data folder of the local server (default: video-translation in the user's data folder)",
  ).env('VIDEO_TRANSLATION_DATA')
}

/** The option of a command that opens the database itself. */
export function databaseUrlOption(): Option {
  return new Option(
    '--database-url <url>',
    'PostgreSQL database, for several servers: postgres://user:password@host/database (default: a file in the data folder)',
  ).env('DATABASE_URL')
}
