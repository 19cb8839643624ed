import { Command } from 'commander'
import { resolve } from 'node:path'
import { dataFolder } from '../connection/data-folder.ts'
import { dataOption, withOutput } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'

interface BackupOptions extends OutputOptions {
  data?: string
}

export function backupCommand(): Command {
  const command = new Command('backup')
    .description('copy the data of the local server to a new folder, while it runs or not')
    .argument('<folder>', 'where to; must not exist yet')
  return withOutput(command).addOption(dataOption()).action(runCommand(backup))
}

async function backup({ options, output }: Context<BackupOptions>, folder: string): Promise<ExitReason> {
  const { backUp } = await import('video-translation-server')
  const [from, to] = [dataFolder(options.data), resolve(folder)]
  await backUp(from, to)
  output.result({ from, to }, [
    `${from} is copied to ${to}.`,
    `To go on from it: video-translation serve --data ${to}`,
  ])
  return 'done'
}
