import { Command } from 'commander'
import { connect } from '../connection/connect.ts'
import { withConnection, withProgress, type ConnectionOptions } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { formatBytes } from '../output/format.ts'
import { artifactsOf, saveAll, shown } from '../output/save.ts'
import { runCommand, type Context } from '../run-command.ts'
import { resolvePath } from '../input/path.ts'

interface DownloadOptions extends ConnectionOptions {
  out: string
  overwrite?: boolean
}

export function downloadCommand(): Command {
  const command = new Command('download')
    .description('save files of a translation: all of them, or the named ones')
    .argument('<id>', 'id of a translation')
    .argument('[name...]', 'files wanted, e.g. es.mp4 es.srt')
  return withProgress(withConnection(command))
    .option('-o, --out <folder>', 'where to save them', '.')
    .option('--overwrite', 'replace files in that folder')
    .action(runCommand(download))
}

async function download(
  { options, output, interrupt }: Context<DownloadOptions>,
  id: string,
  wanted: string[],
): Promise<ExitReason> {
  const { signal } = interrupt
  await using connection = await connect(options, 'idle', { output, signal })
  const translation = await connection.client.get(id, { signal })
  const there = artifactsOf(translation).map((artifact) => artifact.name)
  const names = chosen(id, there, wanted)
  const folder = { path: resolvePath(options.out), overwrite: options.overwrite ?? false }
  const files = await saveAll(connection.client, translation, names, folder, {
    signal,
    progress: output.progress,
  })
  output.result(
    { id, files },
    files.map(({ path, bytes }) => `${shown(path)}  (${formatBytes(bytes)})`),
  )
  return 'done'
}

function chosen(id: string, there: string[], wanted: string[]): string[] {
  if (there.length === 0)
    throw new CliError('badInput', `${id} has no files yet.`, `Wait for it: video-translation wait ${id}`)
  const unknown = wanted.find((name) => !there.includes(name))
  if (unknown) throw new CliError('badInput', `${id} has no file ${unknown}.`, `It has ${there.join(', ')}.`)
  return wanted.length > 0 ? wanted : there
}
