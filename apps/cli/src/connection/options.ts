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

/** In place of what a command uses where no server runs. */
export const NEEDED = 'which must be running'

/**
 * Adds the options of every command that speaks to a server.
 * @param otherwise what it uses where no server runs
 */
export function withConnection(command: Command, otherwise = 'else one inside this command'): Command {
  return withOutput(command)
    .addOption(
      new Option(
        '--server <url>',
        `server to use (default: the one that runs on the data folder, ${otherwise})`,
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
        'profile of the config file that names the server and its key (default: the one that the file chooses)',
      ).env('VIDEO_TRANSLATION_PROFILE'),
    )
}

/** Adds the options of every command. */
export function withOutput(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON document on standard output')
    .option('-q, --quiet', 'show no progress')
    .option('--verbose', 'log details on standard error, with the stack of an error')
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
export function databaseUrlOption(otherwise = '(default: a file in the data folder)'): Option {
  return new Option(
    '--database-url <url>',
    `PostgreSQL database: postgres://user:password@host/database ${otherwise}`,
  ).env('DATABASE_URL')
}
