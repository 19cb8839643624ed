import { Command } from 'commander'
import type { VoiceInfo } from 'video-translation-client'
import { connect } from '../connection/connect.ts'
import { withConnection, withProgress, type ConnectionOptions } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { parseLanguage } from '../input/languages.ts'
import { resolvePath } from '../input/path.ts'
import { table } from '../output/layout.ts'
import { runCommand, type Context } from '../run-command.ts'

interface VoicesOptions extends ConnectionOptions {
  language?: string
  out?: string
}

export function voicesCommand(): Command {
  const command = new Command('voices')
    .description('list the voices, or record a sentence of each')
    .option(
      '--language <language>',
      'list the voices of this language, e.g. es (default: all)',
      parseLanguage,
    )
    .option(
      '--out <file>',
      'write a WAV in which each voice of --language that is installed on this machine says a sentence',
    )
  return withProgress(withConnection(command)).action(runCommand(voices))
}

async function voices(context: Context<VoicesOptions>): Promise<ExitReason> {
  const { options, output } = context
  if (options.out !== undefined) return await record(context, options.out)
  const found = await listVoices(context)
  const rows = found.map(({ name, title, language, sex, provider, ready, pack, licence }) => [
    name,
    title,
    language,
    sex ?? '',
    provider,
    ready ? 'ready' : `needs ${pack ?? 'a program'}`,
    licence ?? '',
  ])
  const heads = ['voice', 'name', 'language', 'sex', 'speaks', 'state', 'licence']
  output.result({ items: found }, rows.length === 0 ? [NONE] : table(rows, output.columns, heads))
  return 'done'
}

const NONE = 'There is no such voice. An endpoint may have one: set VIDEO_TRANSLATION_SPEECH_URL.'

/** The voices of the server, of all engines. */
async function listVoices(context: Context<VoicesOptions>): Promise<VoiceInfo[]> {
  const { options, output, interrupt } = context
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  const engines = await connection.client.engines({ signal: interrupt.signal })
  const all = engines.flatMap((engine) => engine.voices ?? [])
  return all.filter(({ language }) => isOf(language, options.language))
}

/** A tag without a region stands for all of them. */
function isOf(language: string, wanted: string | undefined): boolean {
  if (wanted === undefined || language === '*') return true
  return language === wanted || language.split('-')[0] === wanted.split('-')[0]
}

async function record(
  { options, output, interrupt }: Context<VoicesOptions>,
  out: string,
): Promise<ExitReason> {
  if (options.language === undefined)
    throw new CliError('badInput', 'The samples need a language.', 'Add for instance: --language es')
  const { recordVoices } = await import('video-translation-server')
  const spoken = await recordVoices({
    language: options.language,
    path: resolvePath(out),
    signal: interrupt.signal,
    onVoice: (name) => output.progress.note(`${name} speaks`),
  })
  const lines = spoken.map(({ name, start, text }) => `${start.toFixed(1).padStart(6)} s  ${name}  ${text}`)
  output.result({ file: resolvePath(out), items: spoken }, lines)
  return 'done'
}
