import { Command, Option } from 'commander'
import type { Translation } from 'video-translation-client'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { filterOf, type FilterOptions, withFilter } from '../input/filter.ts'
import { parseCount } from '../input/option-parsers.ts'
import { fit, table } from '../output/layout.ts'
import { runCommand, type Context } from '../run-command.ts'
import { describeRow } from '../summary.ts'

interface ListOptions extends ConnectionOptions, FilterOptions {
  limit: number
}

export function listCommand(): Command {
  const command = new Command('list').description('list translations, newest first')
  const limit = new Option('--limit <number>', 'most translations to list').argParser(parseCount).default(20)
  return withConnection(withFilter(command).addOption(limit)).action(runCommand(list))
}

async function list({ options, output, interrupt }: Context<ListOptions>): Promise<ExitReason> {
  const { limit } = options
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  const items = await take(
    connection.client.list({ ...filterOf(options), limit: Math.min(limit, 100), signal: interrupt.signal }),
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
