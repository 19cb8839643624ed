import type { Command } from 'commander'
import type { CreateRequest } from 'video-translation-client'
import type { ConnectionOptions } from './connection/options.ts'
import { CliError } from './errors.ts'
import { readPipelineFlags, withPipelineFlags, type PipelineFlags } from './pipeline-options.ts'
import { parseLanguage, parseLanguages } from './input/languages.ts'
import { parsePriority, parseSetting } from './input/option-parsers.ts'
import type { Source } from './input/source.ts'

/** The options that describe a translation, shared by `translate` and `create`. */
export interface RequestOptions extends ConnectionOptions, PipelineFlags {
  from?: string
  to: string[]
  engine?: string
  reference?: string
  priority?: number
  option?: Record<string, unknown>
}

export function withRequest(command: Command): Command {
  command
    .option(
      '--to <languages>',
      'target languages, e.g. es, es,ca or Spanish; can be repeated; not needed with --only transcript',
      parseLanguages,
    )
    .option(
      '--from <language>',
      'language spoken in the source, e.g. en or English (default: detected, if Whisper is installed)',
      parseLanguage,
    )
  return withPipelineFlags(command)
    .option('--engine <name>', "engine that translates (default: the server's default engine)")
    .option('--reference <text>', 'your own id for the translation (default: none)')
    .option(
      '--priority <number>',
      'from 0 to 9; of your translations, those with a higher one start first (default: 0)',
      parsePriority,
    )
    .option('--option <key=value>', 'option of the engine; can be repeated', parseSetting)
}

/** Any language: a request for the transcript alone has no target. */
const NO_TARGET = 'und'

/**
 * Reads the files that the options name, and adds them to the options of the engine.
 * @throws CliError without a target, or with subtitles for several sources
 */
export async function completeRequest<Options extends RequestOptions>(
  options: Options,
  sources: readonly Source[],
): Promise<Options> {
  const { only, subtitles } = options
  const to = options.to ?? (only === 'transcript' ? [NO_TARGET] : undefined)
  if (!to) throw new CliError('badInput', "required option '--to <languages>' not specified")
  if (subtitles && sources.length > 1)
    throw new CliError('badInput', 'Subtitles belong to one source.', 'Translate the sources one by one.')
  const option = { ...options.option, ...(await readPipelineFlags(options, { ...options, to })) }
  return { ...options, to, ...(Object.keys(option).length > 0 && { option }) }
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
