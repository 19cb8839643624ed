import { Command, Option } from 'commander'
import type { CuePage, Translation, VideoTranslationClient } from 'video-translation-client'
import { MAX_EDITS, type SubtitleChanges, writeSubtitles } from 'video-translation-client/editing'
import { connect } from '../connection/connect.ts'
import {
  withConnection,
  withProgress,
  withTimeout,
  type ConnectionOptions,
  type WaitingOptions,
} from '../connection/options.ts'
import { agreeToCharge } from '../charges.ts'
import { ambiguous, changesOf, type Correction } from '../cue-changes.ts'
import { CliError } from '../errors.ts'
import { type ExitReason, exitReasonFor } from '../exit-codes.ts'
import { followUp } from '../follow-up.ts'
import { resolvePath } from '../input/path.ts'
import { readText } from '../input/text-files.ts'
import { artifactsOf, saveAll, shortPath } from '../output/save.ts'
import { keptTranslations } from '../kept-translations.ts'
import { adviceOnReview } from '../review.ts'
import { runCommand, type Context } from '../run-command.ts'

interface CuesOptions extends ConnectionOptions, WaitingOptions {
  to?: string
  format: 'srt' | 'vtt' | 'json'
  apply?: string
  skipAmbiguous?: boolean
  otherLanguage?: boolean
  yes?: boolean
  out?: string
}

/** The JSON of a long talk in many languages is large. */
const MAX_FILE_BYTES = 50_000_000

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
      'make the corrections in this file (SRT, WebVTT or JSON), and the results again: of --to, or of all targets',
    )
    .option(
      '--skip-ambiguous',
      'with --apply: leave out lines that may belong to several cues, or to none (default: stop and list them)',
    )
    .option(
      '--other-language',
      'with --apply: take the lines as they are, also if they look like those of another language (default: stop)',
    )
    .option('-y, --yes', 'with --apply: ask nothing where a vendor charges for it')
    .option(
      '-o, --out <folder>',
      'with --apply: save the new files in this folder, and replace older ones (default: save nothing)',
    )
  return withTimeout(withProgress(withConnection(command))).action(runCommand(cues))
}

async function cues(context: CuesContext, id: string): Promise<ExitReason> {
  const { options, output, interrupt } = context
  const { signal } = interrupt
  if (options.apply === undefined && options.out !== undefined) throw outWithoutApply(id, options)
  const file = options.apply === undefined ? undefined : await readText(options.apply, MAX_FILE_BYTES)
  await using connection = await connect(options, file === undefined ? 'idle' : 'working', { output, signal })
  const { client } = connection
  const page = await client.cues(id, { ...(options.to && { target: options.to }), signal })
  const { to, otherLanguage: isMeant } = options
  if (file !== undefined) return await applyFile(context, client, { id, page, file, to, isMeant })
  output.result(page, textOf(page, options).trimEnd().split('\n'))
  return 'done'
}

/** Without this, a person would look for the lines in the folder. */
function outWithoutApply(id: string, options: CuesOptions): CliError {
  const command = `${followUp('cues', id, options)}${options.to ? ` --to ${options.to}` : ''}`
  const message = '--out is the folder for the files that --apply makes.'
  return new CliError('badInput', message, `Save the lines with: ${command} > lines.${options.format}`)
}

function textOf(page: CuePage, { format, to }: CuesOptions): string {
  return format === 'json' ? JSON.stringify(page, undefined, 2) : writeSubtitles(page.items, format, to)
}

async function applyFile(
  context: CuesContext,
  client: VideoTranslationClient,
  correction: Correction,
): Promise<ExitReason> {
  const { options, output } = context
  const { signal } = context.interrupt
  const { id, page, to } = correction
  const changes = await changesOf(client, correction, signal)
  if (changes.ambiguous.length > 0 && !options.skipAmbiguous) throw ambiguous(changes)
  const before = await client.get(id, { signal })
  await agreeToApply(context, client, before, changes)
  await editAll(client, id, page.revision, changes)
  const kept = keptTranslations(page.items, changes.edits)
  if (kept !== undefined) output.progress.note(kept)
  if (before.review) return reportReview(context, before, changes)
  await client.apply(id, { ...(to && { targets: [to] }) }, { signal })
  const translation = await waitForEnd(context, client, id)
  const saved = await save(context, client, translation)
  const { revision } = translation
  output.result({ id, edits: changes.edits, revision, files: saved }, [
    newsOf(changes),
    ...saved.map(shortPath),
  ])
  return exitReasonFor(translation.status)
}

function newsOf({ edits }: SubtitleChanges): string {
  const count = `${edits.length} ${edits.length === 1 ? 'change' : 'changes'}`
  return edits.length === 0 ? 'The file changes nothing.' : `${count} made.`
}

/** The lines are in no result yet: they are spoken once somebody approves them. */
function reportReview(
  { options, output }: CuesContext,
  translation: Translation,
  changes: SubtitleChanges,
): ExitReason {
  const { id, revision } = translation
  const advice = adviceOnReview(translation, options)
  if (advice !== undefined) output.progress.note(advice)
  output.result({ id, edits: changes.edits, revision, files: [] }, [newsOf(changes)])
  return 'needsInput'
}

/** Before the first edit: a person who says no finds everything as it was. */
async function agreeToApply(
  { options: { yes }, interrupt: { signal } }: CuesContext,
  client: VideoTranslationClient,
  { engine, stale, review }: Translation,
  { edits }: SubtitleChanges,
): Promise<void> {
  if (!review && (edits.length > 0 || stale))
    await agreeToCharge(client, { engines: [engine], verb: 'apply', yes }, signal)
}

/** The end with results, though other targets may have failed, long before or now. */
async function waitForEnd(
  { options, output, interrupt: { signal } }: CuesContext,
  client: VideoTranslationClient,
  id: string,
): Promise<Translation> {
  const onUpdate = output.progress.update
  const { result, translation, error } = await client.wait(id, {
    signal,
    timeoutMs: options.timeout,
    onUpdate,
    settle: true,
  })
  if (translation === undefined || (result !== 'completed' && result !== 'partial')) throw error
  if (error) output.progress.note(error.message)
  return translation
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
