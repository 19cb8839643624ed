import { existsSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { approveCommand } from './commands/approve.ts'
import { backupCommand } from './commands/backup.ts'
import { cancelCommand } from './commands/cancel.ts'
import { completionCommand } from './commands/completion.ts'
import { configCommand } from './commands/config.ts'
import { createCommand } from './commands/create.ts'
import { cuesCommand } from './commands/cues.ts'
import { dashboardCommand } from './commands/dashboard.ts'
import { deleteCommand } from './commands/delete.ts'
import { doctorCommand } from './commands/doctor.ts'
import { downloadCommand } from './commands/download.ts'
import { keysCommand } from './commands/keys.ts'
import { listCommand } from './commands/list.ts'
import { mcpCommand } from './commands/mcp.ts'
import { migrateDatabaseCommand } from './commands/migrate-database.ts'
import { modelsCommand } from './commands/models.ts'
import { openCommand } from './commands/open.ts'
import { retryCommand } from './commands/retry.ts'
import { serveCommand } from './commands/serve.ts'
import { simulateCommand } from './commands/simulate.ts'
import { statusCommand } from './commands/status.ts'
import { translateCommand } from './commands/translate.ts'
import { triggerCommand } from './commands/trigger.ts'
import { voicesCommand } from './commands/voices.ts'
import { waitCommand } from './commands/wait.ts'
import { previewCommand } from './commands/preview.ts'
import { statsCommand } from './commands/stats.ts'
import { workersCommand } from './commands/workers.ts'
import { describeExamples } from './examples.ts'
import { describeExitCodes, exitCode } from './exit-codes.ts'
import { clean } from './output/format.ts'
import { startTracing } from './tracing.ts'
import { readVersion } from './version.ts'

/** Reads the arguments, runs the command they name, and sets the process's exit code. */
export async function run(args: string[]): Promise<void> {
  const program = createProgram(await readVersion())
  const endTracing = await startTracing()
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Commander has already printed the help, the version or the mistake in the arguments.
    process.exitCode = error.exitCode === 0 ? 0 : exitCode('badInput')
    if (error.code === 'commander.unknownOption') adviseOnDash(args)
    if (error.exitCode !== 0 && args.includes('--json')) printDocument(error)
  } finally {
    await endTracing()
  }
}

/** Explains how to write a file name that begins with a dash. */
function adviseOnDash(args: string[]): void {
  const file = args.find((arg) => arg.startsWith('-') && existsSync(arg))
  if (file) process.stderr.write(`fix:   Write the file name as ./${clean(file)}\n`)
}

function printDocument({ message }: CommanderError): void {
  const error = { code: 'badInput', message: message.replace(/^error: /, ''), exitCode: exitCode('badInput') }
  process.stdout.write(`${JSON.stringify({ error }, undefined, 2)}\n`)
}

const DOCUMENTS = `
The documents are in docs/ of the repository, and the reference of the HTTP API is at /docs of a server.`

/** The whole command line, as data: the tests read its help and its options. */
export function createProgram(version: string): Command {
  const program = new Command('video-translation')
    .description('Turn a video into the same video in other languages.')
    .version(version, '-V, --version', 'print the version')
  for (const command of commands()) program.addCommand(command)
  program.addHelpText('after', DOCUMENTS)
  for (const command of everyCommand(program)) {
    command
      .exitOverride()
      .showHelpAfterError('(add --help for the usage)')
      .configureHelp({ sortOptions: false })
      .addHelpText('after', `${describeExamples(command)}\n${describeExitCodes()}`)
  }
  return program
}

/** The commands in the order of the help, by what a person wants to do. */
function commands(): Command[] {
  const groups: Record<string, Command[]> = {
    'Translate:': [
      translateCommand(),
      createCommand(),
      statusCommand(),
      waitCommand(),
      listCommand(),
      downloadCommand(),
      retryCommand(),
      cancelCommand(),
      deleteCommand(),
    ],
    'Look at results, and correct them:': [
      dashboardCommand(),
      openCommand(),
      cuesCommand(),
      approveCommand(),
      previewCommand(),
      voicesCommand(),
      mcpCommand(),
    ],
    'Run a server:': [
      serveCommand(),
      workersCommand(),
      keysCommand(),
      statsCommand(),
      backupCommand(),
      migrateDatabaseCommand(),
    ],
    'Test an integration:': [simulateCommand(), triggerCommand()],
    'This machine:': [doctorCommand(), modelsCommand(), configCommand(), completionCommand()],
  }
  return Object.entries(groups).flatMap(([heading, members]) =>
    members.map((command) => command.helpGroup(heading)),
  )
}

/** A command with all that are below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}
