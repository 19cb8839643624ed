import { Command } from 'commander'
import { connect } from '../connection/connect.ts'
import { withConnection, withProgress, type ConnectionOptions } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { formatBytes } from '../output/format.ts'
import { artifactsOf, saveAll, shortPath } from '../output/save.ts'
import { runCommand, type Context } from '../run-command.ts'
import { resolvePath } from '../input/path.ts'

interface DownloadOptions extends ConnectionOptions {
  out: string
  overwrite?: boolean
}

export function downloadCommand(): Command {
  const command = new Command('download')
    .description('save the files of a translation: all of them, or those named')
    .argument('<id>', 'id of a translation')
    .argument('[name...]', 'names of files, e.g. es.mp4 es.srt (default: all)')
    .option('-o, --out <folder>', 'folder for the files', '.')
    .option('--overwrite', 'replace files in that folder (default: stop at a file that exists)')
  return withProgress(withConnection(command)).action(runCommand(download))
}

async function download(
  { options, output, interrupt }: Context<DownloadOptions>,
  id: string,
  wanted: string[],
): Promise<ExitReason> {
  const { signal } = interrupt
  await using connection = await connect(options, 'idle', { output, signal })
  const translation = await connection.client.get(id, { signal })
  const available = artifactsOf(translation).map((artifact) => artifact.name)
  const names = chooseNames(id, available, wanted)
  const folder = { path: resolvePath(options.out), overwrite: options.overwrite ?? false }
  const files = await saveAll(connection.client, translation, names, folder, {
    signal,
    progress: output.progress,
  })
  output.result(
    { id, files },
    files.map(({ path, bytes }) => `${shortPath(path)}  (${formatBytes(bytes)})`),
  )
  return 'done'
}

function chooseNames(id: string, available: string[], wanted: string[]): string[] {
  if (available.length === 0)
    throw new CliError(
      'badInput',
      `${id} has no files yet.`,
      `Wait for it with: video-translation wait ${id}`,
    )
  const unknown = wanted.find((name) => !available.includes(name))
  if (unknown)
    throw new CliError('badInput', `${id} has no file ${unknown}.`, `Its files: ${available.join(', ')}.`)
  return wanted.length > 0 ? wanted : available
}
