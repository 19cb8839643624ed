import { Command } from 'commander'
import { isFinal, type Outcome } from 'video-translation-client'
import { connect, type Connection } from '../connection/connect.ts'
import { withConnection, withProgress, withTimeout } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import type { Source } from '../input/source.ts'
import { readSources } from '../input/sources.ts'
import { dryRun } from '../dry-run.ts'
import { createAll, saveAsTheyEnd, type CreatedJob, type Job } from '../jobs.ts'
import { folderName } from '../output/folder-name.ts'
import { dropIfEmpty, freeFolder, namedFolder, type Folder } from '../output/save.ts'
import { ensurePacks } from '../packs.ts'
import { reportDetached, reportJobs } from '../report-jobs.ts'
import { completeRequest, withRequest, type RequestOptions } from '../request.ts'
import { runCommand, type Context } from '../run-command.ts'
import { stopAfterInterrupt } from '../stop-jobs.ts'
import { noteUnfinishedJobs } from '../unfinished-jobs.ts'

interface TranslateOptions extends RequestOptions {
  out?: string
  overwrite?: boolean
  timeout?: number
  detach?: boolean
  yes?: boolean
  dryRun?: boolean
}

type TranslateContext = Context<TranslateOptions>

export function translateCommand(): Command {
  const command = new Command('translate')
    .description('translate video or audio files and save the results')
    .argument(
      '<file|folder|url...>',
      'video or audio files, folders with such files, http(s) URLs, or - for standard input',
    )
  withRequest(command)
    .option(
      '-o, --out <folder>',
      'folder for the results; of several sources, a folder for each in it (default: <name>-translated in the current folder)',
    )
    .option('--overwrite', 'replace files in that folder (default: stop before the translation starts)')
    .option(
      '--dry-run',
      'say what the translation would need (packs to download, minutes, characters, time), and start nothing',
    )
    .option('-d, --detach', 'only start the translation and print its id; needs a running server')
    .option('-y, --yes', 'download missing packs of model files without asking')
  return withTimeout(withProgress(withConnection(command))).action(runCommand(translate))
}

async function translate(given: TranslateContext, texts: string[]): Promise<ExitReason> {
  const { output, interrupt } = given
  const sources = await readSources(texts)
  const options = await completeRequest(given.options, sources)
  const context = { ...given, options }
  if (options.dryRun) return await dryRun(context, sources)
  const jobs = options.detach ? sources.map(withoutFolder) : await makeJobs(options, sources)
  try {
    await using connection = await connect(options, options.detach ? 'never' : 'working', {
      output,
      signal: interrupt.signal,
    })
    const files = sources.flatMap(({ path }) => path ?? [])
    if (connection.kind === 'embedded') await ensurePacks(context, connection, files)
    await noteUnfinishedJobs(context, connection)
    const created = await createAll(context, connection, jobs)
    if (options.detach) return reportDetached(context, created)
    return await waitAndSave(context, connection, jobs, created)
  } finally {
    for (const { folder } of jobs) if (folder.path !== '') await dropIfEmpty(folder)
  }
}

function withoutFolder(source: Source): Job {
  return { source, folder: { path: '', overwrite: false }, files: [] }
}

/** One after the other, so that two sources of the same name get two folders. */
async function makeJobs(options: TranslateOptions, sources: readonly Source[]): Promise<Job[]> {
  const jobs: Job[] = []
  for (const source of sources) {
    const folder = await folderFor(options, source, sources.length > 1)
    jobs.push({ source, folder, files: [] })
  }
  return jobs
}

function folderFor(
  { out, overwrite = false, from, to }: TranslateOptions,
  { stem }: Source,
  isOneOfSeveral: boolean,
): Promise<Folder> {
  const languages = from ? [...to, from] : to
  if (out !== undefined && !isOneOfSeveral) return namedFolder(out, languages, overwrite)
  if (!overwrite) return freeFolder(stem, out)
  return namedFolder(
    out === undefined ? folderName(stem) : `${out}/${folderName(stem)}`,
    languages,
    overwrite,
  )
}

async function waitAndSave(
  context: TranslateContext,
  connection: Connection,
  jobs: readonly Job[],
  created: readonly CreatedJob[],
): Promise<ExitReason> {
  const { options, output, interrupt } = context
  const ids = created.map(({ translation }) => translation.id)
  const saving = saveAsTheyEnd(context, connection, created)
  const onUpdate: typeof output.progress.update = (translation) => {
    output.progress.update(translation)
    saving.update(translation)
  }
  try {
    const waiting = {
      signal: interrupt.signal,
      ...(options.timeout && { timeoutMs: options.timeout }),
      onUpdate,
    }
    const outcomes = await connection.client.waitMany(ids, waiting)
    for (const outcome of outcomes) settle(outcome, created, onUpdate)
    await saving.settled()
    interrupt.signal.throwIfAborted()
  } catch (error) {
    if (error !== interrupt.signal.reason) throw error
    return await stopAfterInterrupt(context, connection, created)
  }
  return reportJobs(context, jobs)
}

/** Takes the last state, and the error of a translation that has not ended. */
function settle(
  { id, translation, error }: Outcome,
  created: readonly CreatedJob[],
  onUpdate: (translation: CreatedJob['translation']) => void,
): void {
  if (translation) onUpdate(translation)
  if (translation && isFinal(translation.status)) return
  const job = created.find((one) => one.translation.id === id)
  if (job) job.error = error ?? new CliError('failed', `${id} has not ended.`)
}
