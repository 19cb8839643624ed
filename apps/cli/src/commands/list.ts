import { Command, InvalidArgumentError, Option } from 'commander'
import {
  isTranslationStatus,
  TRANSLATION_STATUSES,
  type Translation,
  type TranslationStatus,
} from 'video-translation-client'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { parseCount, parseList } from '../input/option-parsers.ts'
import { fit, table } from '../output/layout.ts'
import { runCommand, type Context } from '../run-command.ts'
import { describeRow } from '../summary.ts'

interface ListOptions extends ConnectionOptions {
  status?: TranslationStatus[]
  engine?: string
  reference?: string
  text?: string
  limit: number
}

export function listCommand(): Command {
  const command = new Command('list').description('list translations, newest first')
  return withConnection(command)
    .option(
      '--status <words>',
      `only translations with one of these statuses: ${TRANSLATION_STATUSES.join(', ')}`,
      parseStatuses,
    )
    .option('--engine <name>', 'only translations of this engine')
    .option('--reference <text>', 'only translations with this reference')
    .option('--text <text>', "only translations with this text in the source's name, the reference or the id")
    .addOption(new Option('--limit <number>', 'most translations to list').argParser(parseCount).default(20))
    .action(runCommand(list))
}

async function list({ options, output, interrupt }: Context<ListOptions>): Promise<ExitReason> {
  const { status, engine, reference, text, limit } = options
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  const filter = {
    ...(status && { status }),
    ...(engine && { engine }),
    ...(reference && { reference }),
    ...(text && { text }),
  }
  const items = await take(
    connection.client.list({ ...filter, limit: Math.min(limit, 100), signal: interrupt.signal }),
    limit,
  )
  const lines = table(
    items.map((item) => shortRow(item, output.columns)),
    output.columns,
  )
  output.result({ items }, items.length === 0 ? ['No translations.'] : lines)
  return 'done'
}

/** Cuts cells that are wider than the terminal, such as a long URL; `--json` prints them whole. */
export function shortRow(item: Translation, columns: number): string[] {
  const row = describeRow(item)
  return Number.isFinite(columns) ? row.map((cell) => fit(cell, Math.max(1, columns - 4))) : row
}

async function take(all: AsyncIterable<Translation>, limit: number): Promise<Translation[]> {
  const items: Translation[] = []
  for await (const item of all) {
    items.push(item)
    if (items.length === limit) break
  }
  return items
}

function parseStatuses(text: string, before?: TranslationStatus[]): TranslationStatus[] {
  const words = parseList(text)
  const statuses = words.filter(isTranslationStatus)
  if (statuses.length === words.length) return [...(before ?? []), ...statuses]
  throw new InvalidArgumentError(`The statuses are: ${TRANSLATION_STATUSES.join(', ')}.`)
}
