import { type Command, InvalidArgumentError } from 'commander'
import {
  isTranslationStatus,
  TRANSLATION_STATUSES,
  type TranslationFilter,
  type TranslationStatus,
} from 'video-translation-client'
import { parseList } from './option-parsers.ts'

/** The options that select translations. */
export type FilterOptions = Omit<TranslationFilter, 'after'>

export function withFilter(command: Command): Command {
  return command
    .option(
      '--status <words>',
      `only translations with one of these statuses: ${TRANSLATION_STATUSES.join(', ')}`,
      parseStatuses,
    )
    .option('--engine <name>', 'only translations of this engine')
    .option('--reference <text>', 'only translations with this reference')
    .option('--text <text>', "only translations with this text in the source's name, the reference or the id")
    .option('--to <language>', 'only translations into this language')
}

export function filterOf({ status, engine, reference, text, to }: FilterOptions): TranslationFilter {
  return {
    ...(status && { status }),
    ...(engine && { engine }),
    ...(reference && { reference }),
    ...(text && { text }),
    ...(to && { to }),
  }
}

function parseStatuses(text: string, before?: TranslationStatus[]): TranslationStatus[] {
  const words = parseList(text)
  const statuses = words.filter(isTranslationStatus)
  if (statuses.length === words.length) return [...(before ?? []), ...statuses]
  throw new InvalidArgumentError(`The statuses are: ${TRANSLATION_STATUSES.join(', ')}.`)
}
