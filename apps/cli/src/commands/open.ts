import { Command } from 'commander'
import { connect } from '../connection/connect.ts'
import { withConnection } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { runCommand, type Context } from '../run-command.ts'
import { type PageOptions, showPage, withPage } from '../show-page.ts'

export function openCommand(): Command {
  const command = new Command('open')
    .description('open a translation in the dashboard; without a running server, serve until Ctrl-C')
    .argument('<id>', 'id of a translation')
  return withPage(withConnection(command)).action(runCommand(open))
}

async function open(context: Context<PageOptions>, id: string): Promise<ExitReason> {
  const { signal } = context.interrupt
  await using connection = await connect(context.options, 'working', { output: context.output, signal })
  const { id: found } = await connection.client.get(id, { signal })
  return await showPage(context, connection, `translations/${found}`)
}
