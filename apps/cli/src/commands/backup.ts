import { Command } from 'commander'
import { resolve } from 'node:path'
import { dataFolder } from '../connection/data-folder.ts'
import { dataOption, withOutput } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { followUp } from '../follow-up.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'

interface BackupOptions extends OutputOptions {
  data?: string
}

export function backupCommand(): Command {
  const command = new Command('backup')
    .description('copy the data folder of the local server to a new folder; the server may be running')
    .argument('<folder>', 'new folder for the copy; it must not exist yet')
  return withOutput(command).addOption(dataOption()).action(runCommand(backup))
}

async function backup({ options, output }: Context<BackupOptions>, folder: string): Promise<ExitReason> {
  const { backUp, bucketOf } = await import('video-translation-server')
  const [from, to] = [dataFolder(options.data), resolve(folder)]
  await backUp(from, to)
  const bucket = await bucketOf(from)
  output.result({ from, to, ...(bucket && { bucket }) }, [
    `Copied ${from} to ${to}.`,
    ...(bucket
      ? [`The files are in ${bucket} and are not in the copy. Copy the bucket now, after the database.`]
      : []),
    `To use the copy: ${followUp('serve', '', { data: to })}`,
  ])
  return 'done'
}
