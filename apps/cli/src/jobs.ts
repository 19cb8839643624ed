import { isFinal, type Translation, type VideoTranslationClient } from 'video-translation-client'
import type { Connection } from './connection/connect.ts'
import { CliError, reportOf } from './errors.ts'
import { followUp } from './follow-up.ts'
import type { Source } from './input/source.ts'
import { artifactsOf, saveAll, type Folder, type SavedFile } from './output/save.ts'
import type { RequestOptions } from './request.ts'
import type { Context } from './run-command.ts'
import { submit } from './submit.ts'

/** One source of a command, with the folder for its results. */
export interface Job {
  source: Source
  folder: Folder
  /** Its last known state. Absent if the server refused it. */
  translation?: Translation
  /** Files that were saved. */
  files: SavedFile[]
  /** Why it was not created, or not saved. */
  error?: unknown
}

/** A job that the server has accepted. */
export type CreatedJob = Job & { translation: Translation }

/**
 * Creates the translations, one after the other. One that is refused does not keep the others back.
 * @throws the refusal if all are refused
 */
export async function createAll(
  context: Context<RequestOptions>,
  connection: Connection,
  jobs: readonly Job[],
): Promise<CreatedJob[]> {
  for (const job of jobs) {
    try {
      job.translation = await submit(context, connection, job.source)
      context.output.progress.update(job.translation)
    } catch (error) {
      context.interrupt.signal.throwIfAborted()
      job.error = error
      if (jobs.length > 1) context.output.progress.note(`${job.source.name}: ${reportOf(error).message}`)
    }
  }
  const created = jobs.filter(isCreated)
  if (created.length === 0) throw jobs[0]?.error
  return created
}

export function isCreated(job: Job): job is CreatedJob {
  return job.translation !== undefined
}

/**
 * Saves the results of each translation as soon as it has ended. Pass it each new state; `settled`
 * resolves when everything is saved or has failed.
 */
export function saveAsTheyEnd(
  context: Context<RequestOptions>,
  { client }: Connection,
  jobs: readonly CreatedJob[],
) {
  const open = new Map(jobs.map((job) => [job.translation.id, job]))
  let saving = Promise.resolve()
  const save = async (job: CreatedJob) => {
    try {
      await saveResults(context, client, job)
    } catch (error) {
      job.error = error
    }
  }
  return {
    update(translation: Translation): void {
      const job = open.get(translation.id)
      if (!job) return
      job.translation = translation
      if (!isFinal(translation.status)) return
      open.delete(translation.id)
      saving = saving.then(() => save(job))
    },
    settled: () => saving,
  }
}

/**
 * When the results cannot be saved, the data folder keeps them, and the error says how to get them.
 */
async function saveResults(
  { options, output: { progress }, interrupt: { signal } }: Context<RequestOptions>,
  client: VideoTranslationClient,
  job: CreatedJob,
): Promise<void> {
  const { translation, folder } = job
  const names = artifactsOf(translation).map((artifact) => artifact.name)
  try {
    job.files = await saveAll(client, translation, names, folder, { signal, progress })
  } catch (error) {
    if (signal.aborted) throw error
    const { exitReason, message } = reportOf(error)
    const fix = `The results are kept. Save them with: ${followUp('download', translation.id, options)} --out FOLDER`
    throw new CliError(exitReason, message, fix, error)
  }
}
