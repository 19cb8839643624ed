import { Command } from 'commander'
import type { ServerOptions, VideoTranslationServer } from 'video-translation-server'
import { dataFolder, dataFolderError } from '../connection/data-folder.ts'
import { listenError } from '../connection/listen-error.ts'
import { withOutput } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { interrupted, untilInterrupted } from '../interrupt.ts'
import { runCommand, type Context } from '../run-command.ts'
import { inOptionNames } from './option-names.ts'
import { withBucket } from './serve-bucket.ts'
import { withLimits } from './serve-limits.ts'
import {
  settingsOf,
  withAccess,
  withServerBasics,
  withStatusFace,
  type ServeOptions,
} from './serve-options.ts'

export function serveCommand(): Command {
  const command = new Command('serve').description('run a server until Ctrl-C')
  return withOutput(withStatusFace(withLimits(withAccess(withBucket(withServerBasics(command)))))).action(
    runCommand(serve),
  )
}

async function serve({ options, output, interrupt }: Context<ServeOptions>): Promise<ExitReason> {
  const dataDir = dataFolder(options.data)
  const server = await untilInterrupted(open({ ...settingsOf(options), dataDir }), interrupt)
  const url = await listen(server, options)
  output.result({ url, pid: process.pid, dataDir }, [url])
  if (!options.quiet) process.stderr.write(`Serving at ${url}, data in ${dataDir}. Ctrl-C stops it.\n`)
  await interrupted(interrupt)
  if (!options.quiet)
    process.stderr.write(
      'Stopping. Running translations continue at the next start. (Ctrl-C again to leave at once)\n',
    )
  await server.close()
  return 'done'
}

async function open(settings: ServerOptions): Promise<VideoTranslationServer> {
  const { createServer, DataFolderInUse } = await import('video-translation-server')
  try {
    return await createServer(settings)
  } catch (error) {
    if (error instanceof DataFolderInUse) {
      const fix =
        'Use that server (commands find it by themselves), stop it, or name another folder with --data.'
      throw new CliError('badInput', inOptionNames(error.message), fix, error)
    }
    // The server refuses settings with an error that has no code; errors of the system have one.
    if (error instanceof Error && !('code' in error))
      throw new CliError(
        'badInput',
        inOptionNames(error.message),
        'See video-translation serve --help.',
        error,
      )
    throw dataFolderError(settings.dataDir ?? '', error)
  }
}

async function listen(server: VideoTranslationServer, { host, port }: ServeOptions): Promise<string> {
  try {
    return await server.listen()
  } catch (error) {
    await server.close()
    throw listenError(error, host, port)
  }
}
