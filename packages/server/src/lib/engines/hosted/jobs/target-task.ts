import type { Translation } from 'video-translation-client'
import type { TargetTask, TaskContext, TaskFiles, TaskResult } from '../../engine.ts'
import { collect } from '../vendor/collect.ts'
import { failureOf } from '../vendor/failures.ts'
import { findOrStart, type JobRequest } from '../vendor/find-or-start.ts'
import { reportProgress, withSignsOfLife } from '../vendor/signs-of-life.ts'
import type { ReadyVendor } from '../vendor/vendor.ts'
import { type HostedSource, openSource } from './source-task.ts'

/** Has the vendor translate one language. */
export async function runTarget(
  task: TargetTask,
  context: TaskContext,
  { client, limits, responses }: ReadyVendor,
): Promise<TaskResult> {
  const id = await findOrStart(task, context, client, () => requestOf(task, context.files))
  const { signal, log } = context
  log.info({ vendorId: id }, 'The vendor is at work.')
  const onUpdate = (translation: Translation) => reportProgress(translation, context)
  const outcome = await withSignsOfLife(responses, context, () =>
    client.wait(id, { signal, settle: true, onUpdate }),
  )
  if (outcome.result !== 'completed') throw failureOf(outcome)
  const translation = outcome.translation as Translation
  return {
    artifacts: await collect(translation, task.language, context, { client, limits }),
    warnings: translation.targets.flatMap(({ warnings }) => warnings),
    source: translation.source,
  }
}

async function requestOf(task: TargetTask, files: TaskFiles): Promise<JobRequest> {
  const { language, from, options, prepared } = task
  return {
    ...(await openSource(prepared as HostedSource, files)),
    ...(from !== undefined && { from }),
    to: [language],
    options,
  }
}
