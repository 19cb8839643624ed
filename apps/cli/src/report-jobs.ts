import { reportOf } from './errors.ts'
import { exitReasonFor, type ExitReason } from './exit-codes.ts'
import { isCreated, type CreatedJob, type Job } from './jobs.ts'
import type { RequestOptions } from './request.ts'
import type { Context } from './run-command.ts'
import { describeEnd, explainDetached } from './summary.ts'

/**
 * Prints how the translations ended and where their files are: of one as one document, of several
 * as a list with a summary.
 * @throws the error of an only job
 */
export function reportJobs(context: Context<RequestOptions>, jobs: readonly Job[]): ExitReason {
  const [only] = jobs
  if (jobs.length === 1 && only) return reportOne(context, only)
  const { output } = context
  const lines = jobs.flatMap((job) => ['', `${job.source.name}:`, ...describe(job, output.columns)])
  output.result(jobs.map(documentOf), [...lines, '', summary(jobs)])
  return exitReasonOf(jobs)
}

function reportOne({ output }: Context<RequestOptions>, job: Job): ExitReason {
  if (job.error !== undefined || !isCreated(job)) throw job.error
  const { translation, files } = job
  output.result({ ...translation, files }, describeEnd(translation, files, output.columns))
  return exitReasonFor(translation.status)
}

/** Prints the ids of translations that go on without this command. */
export function reportDetached(
  { output, options }: Context<RequestOptions>,
  jobs: readonly CreatedJob[],
): ExitReason {
  const translations = jobs.map(({ translation }) => translation)
  const ids = translations.map(({ id }) => id)
  output.result(translations.length === 1 ? translations[0] : translations, ids)
  if (!options.quiet) for (const id of ids) process.stderr.write(`${explainDetached(id, options)}\n`)
  return 'done'
}

function describe({ translation, files, error }: Job, columns: number): string[] {
  const lines = translation ? describeEnd(translation, files, columns) : []
  if (error === undefined) return lines
  const { message, fix } = reportOf(error)
  return [...lines, `  error: ${message}`, ...(fix ? [`  fix:   ${fix}`] : [])]
}

function documentOf({ source, translation, files, error }: Job) {
  const { code, message } = error === undefined ? {} : reportOf(error)
  return {
    name: source.name,
    ...(translation && { translation: { ...translation, files } }),
    ...(error !== undefined && { error: { code, message } }),
  }
}

function summary(jobs: readonly Job[]): string {
  const done = jobs.filter((job) => reasonOf(job) === 'done')
  const others = jobs.filter((job) => !done.includes(job)).map(({ source }) => source.name)
  const rest = others.length === 0 ? '' : ` Not completed: ${others.join(', ')}.`
  return `${done.length} of ${jobs.length} sources were translated.${rest}`
}

/** Their common reason, `timedOut` if one still runs, else `partial`. */
function exitReasonOf(jobs: readonly Job[]): ExitReason {
  const reasons = [...new Set(jobs.map(reasonOf))]
  if (reasons.includes('timedOut')) return 'timedOut'
  return reasons.length === 1 ? (reasons[0] ?? 'done') : 'partial'
}

function reasonOf({ translation, error }: Job): ExitReason {
  if (error !== undefined || !translation) return reportOf(error).exitReason
  return exitReasonFor(translation.status)
}
