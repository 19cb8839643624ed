import { Command } from 'commander'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { interrupted } from '../interrupt.ts'
import { openInBrowser } from '../output/open-in-browser.ts'
import { runCommand, type Context } from '../run-command.ts'

interface DashboardOptions extends ConnectionOptions {
  open: boolean
}

export function dashboardCommand(): Command {
  const command = new Command('dashboard').description(
    'open the page of a server in the browser; without a running server, serve until Ctrl-C',
  )
  return withConnection(command).option('--no-open', 'only print the address').action(runCommand(dashboard))
}

async function dashboard({ options, output, interrupt }: Context<DashboardOptions>): Promise<ExitReason> {
  await using connection = await connect(options, 'working', { output, signal: interrupt.signal })
  const url = `${connection.url.replace(/\/+$/, '')}/`
  output.result({ url }, [url])
  const isOpened = options.open && (await openInBrowser(url))
  if (options.open && !isOpened && !options.quiet)
    process.stderr.write('No browser could be opened. Open the address yourself.\n')
  if (options.apiKey !== undefined && !options.quiet)
    process.stderr.write('The page asks for the API key: a key never stands in an address.\n')
  if (connection.kind !== 'embedded') return 'done'
  if (!options.quiet) process.stderr.write('Serving until Ctrl-C.\n')
  await interrupted(interrupt)
  return 'done'
}
