import { Option, type Command } from 'commander'
import { parseDurationMs } from '../input/duration.ts'
import { PROGRESS_MODES } from '../output/progress.ts'
import type { OutputOptions } from '../output/output.ts'

/** Which server to speak to. */
export interface ConnectionOptions extends OutputOptions {
  server?: string
  apiKey?: string
  /** Folder of the server's data. */
  data?: string
}

/** How long to wait. */
export interface WaitingOptions {
  timeout?: number
}

/** The options of every command that speaks to a server. */
export function withConnection(command: Command): Command {
  return withOutput(command)
    .addOption(
      new Option(
        '--server <url>',
        'server to use (default: the one that runs on the data folder, else one inside this command)',
      ).env('VIDEO_TRANSLATION_URL'),
    )
    .addOption(new Option('--api-key <key>', 'key of that server').env('VIDEO_TRANSLATION_API_KEY'))
    .addOption(dataOption())
}

/** The options of every command. */
export function withOutput(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON document on standard output')
    .option('-q, --quiet', 'show no progress')
    .option('--verbose', 'show details, and the stack of an error')
}

/** The options of a command that shows progress. */
export function withProgress(command: Command): Command {
  return command.addOption(
    new Option(
      '--progress <mode>',
      'progress on standard error: live, lines, json (a document a line) or none',
    )
      .choices([...PROGRESS_MODES])
      .default(undefined, 'live on a terminal, else lines'),
  )
}

export function withTimeout(command: Command): Command {
  return command.option(
    '--timeout <duration>',
    'stop waiting after this time, e.g. 10m; the translation is not lost',
    parseDurationMs,
  )
}

export function dataOption(): Option {
  return new Option('--data <folder>', 'data folder of the local server').env('VIDEO_TRANSLATION_DATA')
}
