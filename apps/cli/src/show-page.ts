import type { Command } from 'commander'
import type { Connection } from './connection/connect.ts'
import type { ConnectionOptions } from './connection/options.ts'
import type { ExitReason } from './exit-codes.ts'
import { interrupted } from './interrupt.ts'
import { openInBrowser } from './output/open-in-browser.ts'
import type { Context } from './run-command.ts'

export interface PageOptions extends ConnectionOptions {
  open: boolean
}

/** Adds the option of a command that opens a page. */
export function withPage(command: Command): Command {
  return command.option('--no-open', 'only print the address')
}

/**
 * Opens a page of the dashboard, and serves until Ctrl-C where no server runs.
 * @param path without a slash before it
 */
export async function showPage(
  { options, output, interrupt }: Context<PageOptions>,
  connection: Connection,
  path: string,
): Promise<ExitReason> {
  const url = `${connection.url.replace(/\/+$/, '')}/${path}`
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
