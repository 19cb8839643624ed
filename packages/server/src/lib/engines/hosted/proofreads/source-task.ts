import type { Translation } from 'video-translation-client'
import type { SourceTask, TaskContext, TaskFiles, TaskResult } from '../../engine.ts'
import { type HostedSource, openSource, runSource } from '../jobs/source-task.ts'
import { toCues } from '../lines/to-cues.ts'
import { failureOf } from '../vendor/failures.ts'
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
  if (!task.review?.includes('translation')) return await runSource(task, context)
  const prepared = await storeOnce(task, context)
  const source = prepared.output as HostedSource
  const { signal, files, log } = context
  const id = await findOrStart(task, context, client, () => sessionRequest(task, source, files))
  log.info({ vendorId: id }, 'The vendor translates the lines.')
  const onUpdate = (translation: Translation) => reportProgress(translation, context)
  const outcome = await withSignsOfLife(responses, context, () =>
    client.wait(id, { signal, settle: true, onUpdate }),
  )
  if (outcome.result !== 'needs_input') throw failureOf(outcome)
  const { items } = await client.cues(id, { signal })
  const session = { id, language: task.to[0] ?? '' }
  return {
    output: { ...source, session },
    source: { ...outcome.translation?.source, ...prepared.source },
    // The vendor shows its translation alone, so nothing is known of what is said.
    cues: toCues(items).map((cue) => ({ ...cue, text: '' })),
  }
}

/** A later attempt finds the upload where an earlier one has put it. */
async function storeOnce(task: SourceTask, context: TaskContext): Promise<TaskResult> {
  const { checkpoint } = context
  const saved = checkpoint.value as { prepared?: TaskResult } | undefined
  if (saved?.prepared) return saved.prepared
  const prepared = await runSource(task, context)
  await checkpoint.save({ ...saved, prepared })
  return prepared
}

/** A session has no member for the language of the source: the vendor detects it. */
async function sessionRequest(task: SourceTask, source: HostedSource, files: TaskFiles): Promise<JobRequest> {
  const { to, options } = task
  const opened = await openSource(source, files)
  return { ...opened, name: opened.name ?? titleOf(task), to: to.slice(0, 1), options, proofread: true }
}

/** The vendor shows it to people. */
function titleOf({ source, translationId }: SourceTask): string {
  const path = 'url' in source ? new URL(source.url).pathname : ''
  return path.slice(path.lastIndexOf('/') + 1) || translationId
}
