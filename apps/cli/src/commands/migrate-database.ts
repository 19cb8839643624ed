import { Command } from 'commander'
import { dataFolder } from '../connection/data-folder.ts'
import { databaseUrlOption, dataOption, withOutput } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { followUp } from '../follow-up.ts'
import { table } from '../output/layout.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'

interface MigrateOptions extends OutputOptions {
  data?: string
  databaseUrl?: string
}

export function migrateDatabaseCommand(): Command {
  const command = new Command('migrate-database').description(
    'copy the database of the data folder into an empty PostgreSQL database, and compare every row; stop the server first',
  )
  return withOutput(command)
    .addOption(dataOption())
    .addOption(databaseUrlOption('(required)'))
    .action(runCommand(migrate))
}

async function migrate({ options, output, interrupt }: Context<MigrateOptions>): Promise<ExitReason> {
  const { databaseUrl } = options
  if (!databaseUrl)
    throw new CliError(
      'badInput',
      'No PostgreSQL database is named.',
      'Add --database-url postgres://user:password@host/database, or set DATABASE_URL.',
    )
  const { copyDatabase } = await import('video-translation-server')
  const from = dataFolder(options.data)
  const tables = await copyDatabase(from, databaseUrl, {
    signal: interrupt.signal,
    onTable: (copied) => output.progress.note(`${copied.table}: ${copied.rows} rows`),
  })
  output.result({ from, tables }, [
    ...table(
      tables.map((copied) => [copied.table, String(copied.rows)]),
      output.columns,
    ),
    '',
    `Every row was copied and compared. ${from} still has its own database and the files.`,
    `To use the copy: ${followUp('serve', '', { data: from })} --database-url URL`,
  ])
  return 'done'
}
