import { once } from 'node:events'
import { homedir } from 'node:os'
import { Command, Option } from 'commander'
import { usualFiles } from '../mcp/usual-files.ts'
import { dataFolder } from '../connection/data-folder.ts'
import { listenError } from '../connection/listen-error.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { resolvePath } from '../input/path.ts'
import { interrupted } from '../interrupt.ts'
import type { McpSession } from '../mcp/call/session.ts'
import { runCommand, type Context } from '../run-command.ts'
import { readVersion } from '../version.ts'
import { portOption } from './serve-options.ts'

interface McpOptions extends ConnectionOptions {
  http?: boolean
  host: string
  port: number
  key?: string
  files?: string
}

export function mcpCommand(): Command {
  const command = new Command('mcp').description(
    'serve tools for assistants by the Model Context Protocol, over standard input and output',
  )
  command
    .option('--http', 'serve over HTTP at /mcp instead, until Ctrl-C')
    .option(
      '--host <address>',
      'with --http: address to listen at; any other than loopback needs --key',
      '127.0.0.1',
    )
    .addOption(portOption(8485, 'with --http: port'))
    .addOption(
      new Option('--key <key>', 'with --http: key that callers send (default: none, only this machine)').env(
        'VIDEO_TRANSLATION_MCP_KEY',
      ),
    )
    .option(
      '--files <folder>',
      'folder in which tools may read and save files (default: the current folder, unless it is the home folder or above; with --http: none)',
    )
  return withConnection(command).action(runCommand(mcp))
}

async function mcp(context: Context<McpOptions>): Promise<ExitReason> {
  const { options, output, interrupt } = context
  refuseEmptyKey(options)
  refuseOpenAddress(options)
  const { createSession } = await import('../mcp/call/session.ts')
  const folder = options.files ?? (options.http ? undefined : usualFiles(process.cwd(), homedir()))
  await using session = createSession({
    options,
    output,
    signal: interrupt.signal,
    files: folder === undefined ? undefined : { path: resolvePath(folder) },
    place: options.server ?? dataFolder(options.data),
  })
  await (options.http ? serveHttp(context, session) : serveStandardStreams(context, session))
  return 'done'
}

/** A variable of the environment that nobody filled must not open the server. */
function refuseEmptyKey({ http, key }: McpOptions): void {
  if (!http || key === undefined || key.trim() !== '') return
  throw new CliError(
    'badInput',
    'The key that callers send is empty.',
    'Set one with --key, or unset VIDEO_TRANSLATION_MCP_KEY.',
  )
}

function refuseOpenAddress({ http, host, key }: McpOptions): void {
  if (!http || key || /^(127\.[\d.]+|localhost|::1)$/.test(host)) return
  throw new CliError(
    'badInput',
    `Other machines can reach ${host}, so callers need a key.`,
    'Set one with --key.',
  )
}

async function serveHttp(
  { options, output, interrupt }: Context<McpOptions>,
  session: McpSession,
): Promise<void> {
  const [{ createMcpFetch }, { listen }] = await Promise.all([
    import('../mcp/http.ts'),
    import('../mcp/listen.ts'),
  ])
  const handle = createMcpFetch({ session, version: await readVersion(), key: options.key })
  await using listening = await listen(handle, options).catch((error: unknown) => {
    throw listenError(error, options.host, options.port)
  })
  output.result({ url: listening.url, pid: process.pid }, [listening.url])
  if (!options.quiet) process.stderr.write('Serving the Model Context Protocol. Ctrl-C stops it.\n')
  await interrupted(interrupt)
}

/** The caller ends it by closing standard input. */
async function serveStandardStreams({ interrupt }: Context<McpOptions>, session: McpSession): Promise<void> {
  const [{ createMcpServer }, { serveStdio }] = await Promise.all([
    import('../mcp/create-server.ts'),
    import('@modelcontextprotocol/server/stdio'),
  ])
  const version = await readVersion()
  const ended = once(process.stdin, 'close')
  const server = serveStdio(() => createMcpServer(session, version))
  await Promise.race([ended, interrupted(interrupt)])
  await server.close()
}
