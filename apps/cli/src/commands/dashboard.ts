import { Command } from 'commander'
import { connect } from '../connection/connect.ts'
import { withConnection } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { runCommand, type Context } from '../run-command.ts'
import { type PageOptions, showPage, withPage } from '../show-page.ts'

export function dashboardCommand(): Command {
  const command = new Command('dashboard').description(
    'open the dashboard of a server in the browser; without a running server, serve until Ctrl-C',
  )
  return withPage(withConnection(command)).action(runCommand(dashboard))
}

async function dashboard(context: Context<PageOptions>): Promise<ExitReason> {
  const { options, output, interrupt } = context
  await using connection = await connect(options, 'working', { output, signal: interrupt.signal })
  return await showPage(context, connection, '')
}
