import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import type { CuePage, Translation, VideoTranslationClient } from 'video-translation-client'
import {
  MAX_EDITS,
  matchCues,
  matchSubtitles,
  readSubtitles,
  type SubtitleChanges,
  writeSubtitles,
} from 'video-translation-client/editing'
import { connect } from '../connection/connect.ts'
import {
  withConnection,
  withProgress,
  withTimeout,
  type ConnectionOptions,
  type WaitingOptions,
} from '../connection/options.ts'
import { CliError } from '../errors.ts'
import { type ExitReason, exitReasonFor } from '../exit-codes.ts'
import { followUp } from '../follow-up.ts'
import { resolvePath } from '../input/path.ts'
import { artifactsOf, saveAll, shortPath } from '../output/save.ts'
import { runCommand, type Context } from '../run-command.ts'

interface CuesOptions extends ConnectionOptions, WaitingOptions {
  to?: string
  format: 'srt' | 'vtt' | 'json'
  apply?: string
  skipAmbiguous?: boolean
  out?: string
}

type CuesContext = Context<CuesOptions>

export function cuesCommand(): Command {
  const command = new Command('cues')
    .description('print the lines of a translation as subtitles, or apply corrected ones')
    .argument('<id>', 'id of a translation')
    .option('--to <language>', 'lines in this target (default: what is said in the source)')
    .addOption(
      new Option('--format <format>', 'format to print; json loses nothing')
        .choices(['srt', 'vtt', 'json'])
        .default('srt'),
    )
    .option(
      '--apply <file>',
      'take over what this file says (SRT, WebVTT or JSON), and make the results anew',
    )
    .option(
      '--skip-ambiguous',
      'with --apply: leave lines alone that may belong to several lines, or to none',
    )
    .option('-o, --out <folder>', 'with --apply: save the new files in this folder, over those of before')
  return withTimeout(withProgress(withConnection(command))).action(runCommand(cues))
}

async function cues(context: CuesContext, id: string): Promise<ExitReason> {
  const { options, output, interrupt } = context
  const { signal } = interrupt
  const file = options.apply === undefined ? undefined : await read(resolvePath(options.apply))
  await using connection = await connect(options, file === undefined ? 'idle' : 'working', { output, signal })
  const { client } = connection
  const page = await client.cues(id, { ...(options.to && { target: options.to }), signal })
  if (file !== undefined) return await applyFile(context, client, { id, page, file })
  output.result(page, textOf(page, options).trimEnd().split('\n'))
  return 'done'
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new CliError('badInput', `${path} cannot be read.`, undefined, cause)
  }
}

function textOf(page: CuePage, { format, to }: CuesOptions): string {
  return format === 'json' ? JSON.stringify(page, undefined, 2) : writeSubtitles(page.items, format, to)
}

interface Correction {
  id: string
  page: CuePage
  file: string
}

async function applyFile(
  context: CuesContext,
  client: VideoTranslationClient,
  { id, page, file }: Correction,
): Promise<ExitReason> {
  const { options, output } = context
  const changes = await changesOf(file, page, options.to)
  if (changes.ambiguous.length > 0 && !options.skipAmbiguous) throw ambiguous(changes)
  await editAll(client, id, page.revision, changes)
  const { signal } = context.interrupt
  await client.apply(id, {}, { signal })
  const translation = await client.wait(id, {
    signal,
    timeoutMs: options.timeout,
    onUpdate: output.progress.update,
  })
  const saved = await save(context, client, translation)
  const count = `${changes.edits.length} ${changes.edits.length === 1 ? 'change' : 'changes'}`
  const news = changes.edits.length === 0 ? 'The file changes nothing.' : `${count} made.`
  const { revision } = translation
  output.result({ id, edits: changes.edits, revision, files: saved }, [news, ...saved.map(shortPath)])
  return exitReasonFor(translation.status)
}

async function changesOf(file: string, page: CuePage, to: string | undefined): Promise<SubtitleChanges> {
  if (file.trimStart().startsWith('{')) return matchCues(page.items, readPage(file).items, to)
  return matchSubtitles(page.items, await readSubtitles(file), to)
}

function readPage(file: string): CuePage {
  try {
    const page = JSON.parse(file) as CuePage
    if (Array.isArray(page.items)) return page
  } catch {
    // Said below.
  }
  throw new CliError('badInput', 'The file is not what `cues --format json` prints.')
}

/** Each batch is for the revision that the one before has made. */
async function editAll(
  client: VideoTranslationClient,
  id: string,
  from: number,
  { edits }: SubtitleChanges,
): Promise<void> {
  let revision = from
  for (let at = 0; at < edits.length; at += MAX_EDITS) {
    const answer = await client.editCues(id, { revision, edits: edits.slice(at, at + MAX_EDITS) })
    revision = answer.revision
  }
}

const MAX_LISTED = 10

function ambiguous({ ambiguous: lines }: SubtitleChanges): CliError {
  const shown = lines.slice(0, MAX_LISTED).map(({ line, text, candidates }) => {
    const cause =
      candidates.length > 0 ? `may be ${candidates.join(' or ')}` : 'is at no line of the translation'
    return `  line ${line} ("${text.slice(0, 40)}") ${cause}`
  })
  const more = lines.length > MAX_LISTED ? [`  and ${lines.length - MAX_LISTED} more`] : []
  const message = ['It is not clear what these lines belong to. Nothing was done:', ...shown, ...more].join(
    '\n',
  )
  const fix =
    'Give them the times of their lines, use --format vtt, which keeps ids, or add --skip-ambiguous.'
  return new CliError('badInput', message, fix)
}

async function save(
  { options, output, interrupt }: CuesContext,
  client: VideoTranslationClient,
  translation: Translation,
): Promise<string[]> {
  if (options.out === undefined) {
    output.progress.note(`save the results with: ${followUp('download', translation.id, options)}`)
    return []
  }
  const folder = { path: resolvePath(options.out), overwrite: true }
  const ofTarget = translation.targets.find(({ language }) => language === options.to)?.artifacts
  const names = (ofTarget ?? artifactsOf(translation)).map(({ name }) => name)
  const files = await saveAll(client, translation, names, folder, {
    signal: interrupt.signal,
    progress: output.progress,
  })
  return files.map(({ path }) => path)
}
