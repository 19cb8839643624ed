import type { Command } from 'commander'
import type { CreateRequest } from 'video-translation-client'
import type { ConnectionOptions } from './connection/options.ts'
import { parseLanguage, parseLanguages } from './input/languages.ts'
import { parsePriority, parseSetting } from './input/option-parsers.ts'
import type { Source } from './input/source.ts'

/** The options that describe a translation, shared by `translate` and `create`. */
export interface RequestOptions extends ConnectionOptions {
  from?: string
  to: string[]
  engine?: string
  reference?: string
  priority?: number
  option?: Record<string, unknown>
}

export function withRequest(command: Command): Command {
  return command
    .requiredOption(
      '--to <languages>',
      'target languages, e.g. es, es,ca or Spanish; can be repeated',
      parseLanguages,
    )
    .option(
      '--from <language>',
      'language spoken in the source, e.g. en or English (default: detected, if Whisper is installed)',
      parseLanguage,
    )
    .option('--engine <name>', "engine that translates (default: the server's default engine)")
    .option('--reference <text>', 'your own id for the translation (default: none)')
    .option(
      '--priority <number>',
      'from 0 to 9; of your translations, those with a higher one start first (default: 0)',
      parsePriority,
    )
    .option('--option <key=value>', 'option of the engine; can be repeated', parseSetting)
}

export function requestOf(
  source: Source,
  { from, to, engine, reference, priority, option }: RequestOptions,
): CreateRequest {
  return {
    source: source.value,
    to,
    ...(source.value instanceof URL ? {} : { name: source.name }),
    ...(from && { from }),
    ...(engine && { engine }),
    ...(reference && { reference }),
    ...(priority && { priority }),
    ...(option && { options: option }),
  }
}
