import { Command } from 'commander'
import { withOutput, withProgress } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { formatBytes } from '../output/format.ts'
import { table } from '../output/layout.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'
import { loadModels, pull } from '../packs.ts'

type ModelsContext = Context<OutputOptions>

export function modelsCommand(): Command {
  return new Command('models')
    .description('list, download and delete packs of model files')
    .addCommand(
      withOutput(new Command('list').description('list the packs with their size and licence')).action(
        runCommand(list),
      ),
    )
    .addCommand(
      withProgress(withOutput(new Command('pull').description('download packs')))
        .argument('[name...]', 'names of packs (default: those for English to Spanish)')
        .action(runCommand(download)),
    )
    .addCommand(
      withOutput(new Command('remove').description('delete packs from the disk'))
        .argument('<name...>', 'names of packs')
        .action(runCommand(remove)),
    )
}

async function list({ output }: ModelsContext): Promise<ExitReason> {
  const { listPacks } = await loadModels()
  const packs = await listPacks()
  const rows = packs.map(({ name, installed, diskBytes, licence, description }) => [
    name,
    installed ? 'installed' : '-',
    formatBytes(diskBytes),
    licence,
    description,
  ])
  output.result(packs, table(rows, output.columns, ['pack', 'state', 'size', 'licence', 'what it does']))
  return 'done'
}

async function download({ output, interrupt }: ModelsContext, names: string[]): Promise<ExitReason> {
  const { DEFAULT_PACKS, listPacks } = await loadModels()
  const wanted = names.length > 0 ? names : DEFAULT_PACKS
  const { signal } = interrupt
  try {
    await pull(wanted, output.progress, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    output.progress.note('Stopped. Verified files are kept, and the same command continues from there.')
    return 'interrupted'
  }
  const packs = (await listPacks()).filter(({ name }) => wanted.includes(name))
  output.result(
    packs,
    packs.map(({ name, path }) => `${name}  ${path}`),
  )
  return 'done'
}

async function remove({ output }: ModelsContext, names: string[]): Promise<ExitReason> {
  const { removePacks } = await loadModels()
  await removePacks(names)
  output.result(
    names.map((name) => ({ name, removed: true })),
    names.map((name) => `${name} removed`),
  )
  return 'done'
}
