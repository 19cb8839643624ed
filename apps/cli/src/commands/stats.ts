import { Command, Option } from 'commander'
import type { ResultStats, TranslationStats } from 'video-translation-client'
import { stats as readStats } from 'video-translation-client/operate'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { parseCount } from '../input/option-parsers.ts'
import { table } from '../output/layout.ts'
import { runCommand, type Context } from '../run-command.ts'

interface StatsOptions extends ConnectionOptions {
  days: number
  engine?: string
  to?: string
}

export function statsCommand(): Command {
  const command = new Command('stats')
    .description(
      'show how many translations there are, and the results of the last days by day, engine and language',
    )
    .addOption(new Option('--days <number>', 'how many days, at most 90').argParser(parseCount).default(14))
    .option('--engine <name>', 'only translations of this engine')
    .option('--to <language>', 'only this target language')
  return withConnection(command).action(runCommand(stats))
}

async function stats({ options, output, interrupt }: Context<StatsOptions>): Promise<ExitReason> {
  const { days, engine, to } = options
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  const filter = { ...(engine && { engine }), ...(to && { to }) }
  const found = await readStats(connection.client, { days, ...filter, signal: interrupt.signal })
  output.result(found, linesOf(found, output.columns))
  return 'done'
}

function linesOf(found: TranslationStats, columns: number): string[] {
  const { counts, byDay, byEngine, byLanguage, failingWebhooks } = found
  const statuses = Object.entries(counts.byStatus).filter(([, count]) => count > 0)
  const failing = failingWebhooks.map(({ host, failed, waiting }) => {
    return [host || 'own receiver', `${failed} failed`, `${waiting} waiting`]
  })
  return [
    `${counts.all} translations${statuses.map(([status, count]) => `, ${count} ${status}`).join('')}`,
    ...section(
      'by day',
      byDay.filter(hasAny).map((day) => row(day.date, day)),
      columns,
    ),
    ...section(
      'by engine',
      byEngine.map((one) => row(one.engine, one)),
      columns,
    ),
    ...section(
      'by language',
      byLanguage.map((one) => row(one.language, one)),
      columns,
    ),
    ...section('webhooks that fail', failing, columns),
  ]
}

function section(title: string, rows: string[][], columns: number): string[] {
  return rows.length === 0 ? [] : ['', title, ...table(rows, columns)]
}

function hasAny({ completed, error, canceled }: ResultStats): boolean {
  return completed + error + canceled > 0
}

function row(name: string, { completed, error, canceled, secondsPerMinute }: ResultStats): string[] {
  const pace = secondsPerMinute
    ? `${secondsPerMinute.median} s of work for a minute, ${secondsPerMinute.slowest} s for the slowest tenth`
    : ''
  return [name, `${completed} completed`, `${error} error`, `${canceled} canceled`, pace]
}
