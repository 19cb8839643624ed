import { Command, InvalidArgumentError } from 'commander'
import type { LanguagePair, PackInfo } from 'video-translation-server/models'
import { withOutput, withProgress } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { formatBytes } from '../output/format.ts'
import { table } from '../output/layout.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'
import { CliError } from '../errors.ts'
import { installRuntime, loadModels, pull, pullIfReachable } from '../packs.ts'

interface ModelsOptions extends OutputOptions {
  all?: boolean
  pair?: LanguagePair
}

type ModelsContext = Context<ModelsOptions>

export function modelsCommand(): Command {
  return new Command('models')
    .description('list, download and delete packs of model files')
    .addCommand(
      withOutput(new Command('list').description('list the packs with their size and licence'))
        .option('--all', 'list also the packs that translate or speak and are not installed')
        .option('--pair <from-to>', 'list the packs that translate a language pair, e.g. en-es', parsePair)
        .action(runCommand(list)),
    )
    .addCommand(
      withProgress(withOutput(new Command('pull').description('download packs')))
        .argument('[name...]', 'names of packs (default: those for English to Spanish)')
        .option(
          '--pair <from-to>',
          'download the packs that translate a language pair, e.g. en-es',
          parsePair,
        )
        .action(runCommand(download)),
    )
    .addCommand(
      withOutput(new Command('remove').description('delete packs from the disk'))
        .argument('<name...>', 'names of packs')
        .action(runCommand(remove)),
    )
}

/** Reads `en-es` or `en-pt-BR`. The first language is written without a region. */
function parsePair(text: string): LanguagePair {
  const [, from, to] = /^([a-z]{2,3})-([a-z]{2,3}(?:-[a-z\d]+)*)$/i.exec(text) ?? []
  if (from && to) return { from, to }
  throw new InvalidArgumentError('Write the pair like en-es, from the first language to the second.')
}

async function list({ options, output }: ModelsContext): Promise<ExitReason> {
  const { listPacks } = await loadModels()
  const all = await listPacks()
  const packs = await selectPacks(all, options)
  const rows = packs.map(({ name, installed, diskBytes, licence, description }) => [
    name,
    installed ? 'installed' : '-',
    formatBytes(diskBytes),
    licence,
    description,
  ])
  const lines = table(rows, output.columns, ['pack', 'state', 'size', 'licence', 'what it does'])
  output.result(packs, [...lines, ...hintAt(all.length - packs.length, options)])
  return 'done'
}

/** By default, packs that translate or are one voice are only listed if they are installed. */
async function selectPacks(packs: PackInfo[], { all, pair }: ModelsOptions): Promise<PackInfo[]> {
  if (pair) {
    const names = await packsForPair(pair)
    return packs.filter(({ name }) => names.includes(name))
  }
  return all ? packs : packs.filter(({ pair, speaks, installed }) => (!pair && !speaks) || installed)
}

function hintAt(hidden: number, { pair }: ModelsOptions): string[] {
  if (hidden === 0 || pair) return []
  return [
    '',
    `${hidden} more packs translate or speak. List them with --all, those of a pair with --pair en-es.`,
  ]
}

async function packsForPair(pair: LanguagePair): Promise<string[]> {
  const { translationPacks } = await loadModels()
  const names = translationPacks(pair)
  if (names.length > 0) return names
  throw new CliError('badInput', `No packs translate from ${pair.from} to ${pair.to}.`)
}

async function download({ options, output, interrupt }: ModelsContext, names: string[]): Promise<ExitReason> {
  const { DEFAULT_PACKS, listPacks, translationPacks } = await loadModels()
  const { pair } = options
  const named = pair ? [...names, ...(await packsForPair(pair))] : names
  const required = named.length > 0 ? named : DEFAULT_PACKS
  // Without them, Apertium or a chat endpoint can translate.
  const optional = named.length > 0 ? [] : translationPacks({ from: 'en', to: 'es' })
  const { signal } = interrupt
  try {
    await pull(required, output.progress, signal)
    // Without it, the packs of Whisper are of no use.
    if (required.some((name) => name.startsWith('whisper-'))) await installRuntime(output.progress, signal)
    await pullIfReachable(optional, output.progress, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    output.progress.note('Stopped. Verified files are kept, and the same command continues from there.')
    return 'interrupted'
  }
  const wanted = new Set([...required, ...optional])
  const packs = (await listPacks()).filter(({ name, installed }) => installed && wanted.has(name))
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
