import type { Cue, Translation } from 'video-translation-client'
import type { RecognisedCue } from '../../cues.ts'
import type { SourceTask, TaskContext, TaskFiles, TaskResult } from '../../engine.ts'
import { type HostedSource, openSource, runSource } from '../jobs/source-task.ts'
import { failureOf, judgeRefusal } from '../vendor/failures.ts'
import { findOrStart, type JobRequest } from '../vendor/find-or-start.ts'
import { reportProgress, withSignsOfLife } from '../vendor/signs-of-life.ts'
import type { ReadyVendor } from '../vendor/vendor.ts'

/** Output of the source task. */
export type SessionSource = HostedSource & {
  /** Absent without a review of the translation. */
  session?: {
    /** The vendor's id. */
    id: string
    /** The target that it is for. */
    language: string
  }
}

/** Hands the source on. For a review, the vendor translates its lines, and makes no video yet. */
export async function prepareSession(
  task: SourceTask,
  context: TaskContext,
  { client, responses }: ReadyVendor,
): Promise<TaskResult> {
  const prepared = await runSource(task, context)
  if (!task.review?.includes('translation')) return prepared
  const source = prepared.output as HostedSource
  const { signal, files, log } = context
  const id = await findOrStart(task, context, client, () => sessionRequest(task, source, files))
  log.info({ vendorId: id }, 'The vendor translates the lines.')
  const onUpdate = (translation: Translation) => reportProgress(translation, context)
  const outcome = await withSignsOfLife(responses, context, () =>
    client.wait(id, { signal, settle: true, onUpdate }),
  )
  if (outcome.result !== 'needs_input') throw failureOf(outcome)
  const session = { id, language: task.to[0] ?? '' }
  return { ...prepared, output: { ...source, session }, cues: await readLines(client, id, signal) }
}

async function sessionRequest(task: SourceTask, source: HostedSource, files: TaskFiles): Promise<JobRequest> {
  const { from, to, options } = task
  const opened = await openSource(source, files)
  const base = { ...opened, name: opened.name ?? titleOf(task), to: to.slice(0, 1), options, proofread: true }
  return { ...base, ...(from !== undefined && { from }) }
}

/** The vendor shows it to people. */
function titleOf({ source, translationId }: SourceTask): string {
  const path = 'url' in source ? new URL(source.url).pathname : ''
  return path.slice(path.lastIndexOf('/') + 1) || translationId
}

async function readLines(
  client: ReadyVendor['client'],
  id: string,
  signal: AbortSignal,
): Promise<RecognisedCue[]> {
  try {
    return (await client.cues(id, { signal })).items.map(toCue)
  } catch (error) {
    throw judgeRefusal(error)
  }
}

/** The vendor shows its translation alone, so nothing is known of what is said. */
function toCue({ start, end }: Cue): RecognisedCue {
  return { start, end, text: '' }
}
