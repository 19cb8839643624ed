import { Command } from 'commander'
import { isFinal, type Outcome, type Translation } from 'video-translation-client'
import { connect, type Connection } from '../connection/connect.ts'
import { withConnection, withProgress, withTimeout } from '../connection/options.ts'
import { followUp } from '../follow-up.ts'
import { CliError, reportOf } from '../errors.ts'
import { exitReasonFor, type ExitReason } from '../exit-codes.ts'
import { readSource, type Source } from '../input/source.ts'
import { folderName } from '../output/folder-name.ts'
import {
  artifactsOf,
  dropIfEmpty,
  freeFolder,
  namedFolder,
  saveAll,
  type Folder,
  type SavedFile,
} from '../output/save.ts'
import { noteUnfinishedJobs } from '../unfinished-jobs.ts'
import { runCommand, type Context } from '../run-command.ts'
import { ensurePacks } from '../packs.ts'
import { withRequest, type RequestOptions } from '../request.ts'
import { submit } from '../submit.ts'
import { describeEnd, explainDetached } from '../summary.ts'
import { waitForAll } from '../waiting.ts'

interface TranslateOptions extends RequestOptions {
  out?: string
  overwrite?: boolean
  timeout?: number
  detach?: boolean
  yes?: boolean
}

type TranslateContext = Context<TranslateOptions>

export function translateCommand(): Command {
  const command = new Command('translate')
    .description('translate a video or audio file and save the results')
    .argument('<file|url>', 'video or audio file, or its http(s) URL')
  return withTimeout(withProgress(withConnection(withRequest(command))))
    .option('-o, --out <folder>', 'folder for the results (default: <name>-translated in the current folder)')
    .option('--overwrite', 'replace files in that folder (default: stop before the translation starts)')
    .option('-d, --detach', 'only start the translation and print its id; needs a running server')
    .option('-y, --yes', 'download missing packs of model files without asking')
    .action(runCommand(translate))
}

async function translate(context: TranslateContext, text: string): Promise<ExitReason> {
  const { options, output, interrupt } = context
  const source = await readSource(text)
  const folder = options.detach ? undefined : await folderFor(options, source)
  try {
    await using connection = await connect(options, options.detach ? 'never' : 'working', {
      output,
      signal: interrupt.signal,
    })
    if (connection.kind === 'embedded') await ensurePacks(context)
    await noteUnfinishedJobs(context, connection)
    const created = await create(context, connection, source)
    if (!folder) return reportDetached(context, created)
    return await waitAndSave(context, connection, created, folder)
  } finally {
    if (folder) await dropIfEmpty(folder)
  }
}

function folderFor(options: TranslateOptions, { stem }: Source): Promise<Folder> {
  const { out, overwrite = false, from, to } = options
  if (out === undefined && !overwrite) return freeFolder(stem)
  return namedFolder(out ?? folderName(stem), from ? [...to, from] : to, overwrite)
}

async function create(
  context: TranslateContext,
  connection: Connection,
  source: Source,
): Promise<Translation> {
  const created = await submit(context, connection, source)
  context.output.progress.update(created)
  return created
}

async function waitAndSave(
  context: TranslateContext,
  connection: Connection,
  { id }: Translation,
  folder: Folder,
): Promise<ExitReason> {
  const { options, output, interrupt } = context
  try {
    const onUpdate = output.progress.update
    const waitOptions = { signal: interrupt.signal, timeoutMs: options.timeout, onUpdate }
    const [outcome] = (await waitForAll(connection, [id], waitOptions)) as [Outcome]
    return await saveOutcome(context, connection, outcome, folder)
  } catch (error) {
    if (error !== interrupt.signal.reason) throw error
    return await stopAfterInterrupt(context, connection, id)
  }
}

async function saveOutcome(
  context: TranslateContext,
  connection: Connection,
  outcome: Outcome,
  folder: Folder,
): Promise<ExitReason> {
  const { translation, error } = outcome
  if (!translation || !isFinal(translation.status))
    throw error ?? new CliError('failed', `${outcome.id} has not ended.`)
  const files = await save(context, connection, translation, folder)
  return report(context, translation, files)
}

/**
 * When the results cannot be saved, the data folder keeps them, and the error says how to get them.
 */
async function save(
  { options, output: { progress }, interrupt: { signal } }: TranslateContext,
  { client }: Connection,
  translation: Translation,
  folder: Folder,
): Promise<SavedFile[]> {
  const names = artifactsOf(translation).map((artifact) => artifact.name)
  try {
    return await saveAll(client, translation, names, folder, { signal, progress })
  } catch (error) {
    if (signal.aborted) throw error
    const { exitReason, message } = reportOf(error)
    const fix = `The results are kept. Save them with: ${followUp('download', translation.id, options)} --out FOLDER`
    throw new CliError(exitReason, message, fix, error)
  }
}

function report({ output }: TranslateContext, translation: Translation, files: SavedFile[]): ExitReason {
  output.progress.update(translation)
  output.result({ ...translation, files }, describeEnd(translation, files, output.columns))
  return exitReasonFor(translation.status)
}

/**
 * After Ctrl-C: cancels the translation if it runs in this process. On a server it continues.
 */
async function stopAfterInterrupt(
  { output, options }: TranslateContext,
  { kind, client }: Connection,
  id: string,
): Promise<ExitReason> {
  output.progress.done()
  if (kind !== 'embedded') {
    process.stderr.write(`${explainDetached(id, options)}\n`)
    return 'interrupted'
  }
  process.stderr.write(`Canceling ${id}... (Ctrl-C again to leave at once)\n`)
  await client.cancel(id)
  await client.wait(id, { settle: true, timeoutMs: 10_000 })
  process.stderr.write(`Canceled ${id}.\n`)
  return 'interrupted'
}

function reportDetached({ output, options }: TranslateContext, translation: Translation): ExitReason {
  output.result(translation, [translation.id])
  if (!options.quiet) process.stderr.write(`${explainDetached(translation.id, options)}\n`)
  return 'done'
}
